"""Chooses pictures for the docs: `python -m tests.e2e.vscode.images`, after the tests have taken them (needs pillow).

Each is made small, with few colours, so that the repository stays so, too.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

from tests.e2e.vscode.editor import REPOSITORY
from tests.e2e.vscode.test_vscode import screenshots

CHOSEN = ("problems-yaml", "completion", "hover", "rename", "graph")
IMAGES = REPOSITORY / "docs" / "images"


def main() -> int:
    """The command; returns its exit code."""
    taken = screenshots()
    missing = [name for name in CHOSEN if not (taken / f"{name}.png").is_file()]
    if missing:
        print(f"no picture {', '.join(missing)} in {taken}: run `pytest tests/e2e/vscode` first", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name in CHOSEN:
        _reduce(taken / f"{name}.png", IMAGES / f"vscode-{name}.png")
    return 0


def _reduce(source: Path, target: Path) -> None:
    from PIL import Image  # of this command alone, so no dependency of the tests: `pip install pillow`

    with Image.open(source) as opened:
        picture = opened.convert("RGB")
    # Areas keep their colours exactly, and what is rare and bright, such as an underline, has a colour of its own.
    counted = [colour for _, colour in sorted(picture.getcolors(picture.width * picture.height), reverse=True)]
    rare = picture.quantize(128, Image.Quantize.MAXCOVERAGE).convert("RGB").getcolors()
    palette = list(dict.fromkeys((*counted[:128], *(colour for _, colour in rare))))
    nearest = {colour: min(range(len(palette)), key=lambda at: math.dist(palette[at], colour)) for colour in counted}
    pixels = zip(*[iter(picture.tobytes())] * 3, strict=True)
    few = Image.frombytes("P", picture.size, bytes(nearest[pixel] for pixel in pixels))
    few.putpalette([channel for colour in palette for channel in colour])
    few.save(target, optimize=True)
    print(f"{target.relative_to(REPOSITORY)}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    raise SystemExit(main())
