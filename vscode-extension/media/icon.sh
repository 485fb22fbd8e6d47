#!/bin/sh
# Draws icon.png from icon.svg with a headless browser.
cd "$(dirname "$0")" || exit 1
exec "${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --hide-scrollbars --default-background-color=00000000 \
    --window-size=256,256 --screenshot="$PWD/icon.png" "file://$PWD/icon.svg"
