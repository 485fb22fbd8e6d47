"""LE201: the file behind `file://` does not exist; the runtime drops the whole index file
(wippyai/runtime boot/loader/interpolate/interpolators.go, boot/loader/loader.go)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import get_close_matches

from lua_entries.project.units import IndexUnit
from lua_entries.rules.common import did_you_mean, entry_at, relative, replace
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import looked_in_key, orphan_key
from lua_entries.rules.rule import Context, IndexCheck, Rule

RULE = Rule("LE201", "source-not-found", Severity.ERROR, "the file behind a `file://` value does not exist", "editor")


def run(context: Context, unit: IndexUnit) -> Iterator[Finding]:
    """Every `file://` value whose file is missing."""
    snapshot = context.snapshot
    for target in snapshot.file_targets(unit):
        if target.problem != "missing":
            continue
        folder = os.path.dirname(target.path)
        near = _near(target.path, snapshot.lua_paths)
        written = [_written(target.value.value.text, target.path, path, folder) for path in near]
        fixes = [replace(f"Change it to `{text}`", unit.path, target.value.value.inner, text) for text in written[:1]]
        looked = relative(target.path, snapshot.directory)
        yield RULE.finding(
            f"`{target.value.value.text}` leads to `{looked}`, which does not exist; the runtime drops the whole file",
            unit.path,
            target.value.value.inner,
            entry=entry_at(unit, target.value.value.span),
            help=did_you_mean(written) or "create the file or correct the path",
            fixes=fixes,
            keys=[*(orphan_key(path) for path in near), looked_in_key(target.path)],
        )


def _near(path: str, candidates: frozenset[str]) -> list[str]:
    """Existing Lua files that were probably meant: a similar name in the same directory, or the same name elsewhere."""
    folder, name = os.path.split(path)
    beside = {os.path.basename(other): other for other in candidates if os.path.dirname(other) == folder}
    close = [beside[match] for match in get_close_matches(name, sorted(beside), n=1, cutoff=0.7)]
    return close or sorted(other for other in candidates if os.path.basename(other) == name)[:3]


def _written(text: str, missing: str, path: str, folder: str) -> str:
    """The value that leads to `path`, in the form of `text`, which leads to `missing`."""
    scheme = text[: len(text) - len(text.split("://", 1)[1])]
    start = os.path.normpath(folder)
    own = os.path.dirname(text.split("://", 1)[1])
    base = start[: len(start) - len(os.path.normpath(own)) - 1] if own and start.endswith(os.path.normpath(own)) else start
    return scheme + relative(path, base)


CHECK = IndexCheck(RULE, run)
