"""Generates the parser from grammar.js and notes what belongs together in `generated.sha256`.

Needs the tree-sitter CLI (`cargo install tree-sitter-cli`), which nobody else needs: the generated C is committed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOTED = ["grammar.js", "src/grammar.json", "src/node-types.json", "src/parser.c"]


def main() -> int:
    """Runs the generator, then writes the hashes."""
    subprocess.run([sys.argv[1] if len(sys.argv) > 1 else "tree-sitter", "generate"], cwd=HERE, check=True)
    lines = [f"{hashlib.sha256((HERE / name).read_bytes()).hexdigest()}  {name}\n" for name in NOTED]
    (HERE / "generated.sha256").write_text("".join(lines), encoding="ascii", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
