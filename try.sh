#!/bin/sh
# Set up, then lint a project: examples/shop, or the path given.
here=$(cd "$(dirname "$0")" && pwd) || exit 2
make --silent --directory "$here" .venv/installed && exec "$here/.venv/bin/lua-entries" lint "${1:-$here/examples/shop}"
