"""Reports what the catalog costs a fresh process, in milliseconds: `python tests/catalog/measure_load.py [runs]`.

The import is measured after the standard modules that every command needs anyway. `lint` is what a check of a real
project asks for: the structure, the calls, half of the kinds and modules. Bytecode is cached in a directory of its own,
as an installed package has it; the first run, which fills that directory, does not count.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile

PROBE = """
import argparse, json, os, re, typing, functools, collections.abc, pathlib
from time import perf_counter
start = perf_counter()
from lua_entries.catalog import load_catalog
imported = perf_counter()
catalog = load_catalog()
loaded = perf_counter()
catalog.definition, catalog.calls, catalog.meta_keys
for name in catalog.kinds[::2]:
    catalog.kind(name)
for name in sorted(catalog.module_names)[::2]:
    catalog.module(name)
used = perf_counter()
for name in catalog.kinds:
    catalog.kind(name)
for name in catalog.module_names:
    catalog.module(name)
everything = perf_counter()
print(imported - start, loaded - imported, used - loaded, everything - used)
"""
PARTS = ("import", "load", "lint", "the rest of kinds and modules")
LINT_PARTS = 3


def main() -> None:
    """Run the probe in fresh processes and print the median of each part."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    rows: list[list[float]] = []
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for run in range(runs + 1):
            command = [sys.executable, "-c", PROBE]
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
            if run:
                rows.append([1000 * float(value) for value in done.stdout.split()])
    for part, column in zip(PARTS, zip(*rows, strict=True), strict=True):
        print(f"{part:32} median {statistics.median(column):6.2f} ms   least {min(column):6.2f} ms")
    totals = [sum(row[:LINT_PARTS]) for row in rows]
    print(f"{'import + load + lint':32} median {statistics.median(totals):6.2f} ms   least {min(totals):6.2f} ms")


if __name__ == "__main__":
    main()
