"""Baselines: files of findings that are known already, so that only new ones are reported.

The file is JSON with one line for each known finding, sorted, without positions: it changes where findings come and go,
not where lines move, and a diff of it reads as what happened.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from lua_entries.files.paths import shown
from lua_entries.report.identity import Identity, identity, lasting
from lua_entries.rules.finding import Finding

VERSION = 1
_VERSION, _FINDINGS = "version", "findings"
_RULE, _ENTRY, _MESSAGE, _COUNT = _KEYS = ("rule", "entry", "message", "count")


class BaselineError(Exception):
    """A file that is no baseline. The text says what is wrong with it; `line` counts from 1, None where unknown."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Baseline(NamedTuple):
    """Known findings. Paths are relative to the directory of the file at `path` (absolute), with `/`."""

    path: str
    known: Mapping[Identity, int]
    """How often each is known."""


class Compared(NamedTuple):
    """Findings held against a baseline."""

    new: tuple[Finding, ...]
    known: int
    """How many were in the baseline."""
    resolved: tuple[Identity, ...]
    """What the baseline has and nobody finds any more, once for each time."""


def compare(baseline: Baseline, findings: Sequence[Finding]) -> Compared:
    """The findings that the baseline does not have. Of equal ones in a file the first are the known ones."""
    left = Counter(baseline.known)
    new: list[Finding] = []
    for finding in findings:
        same = _identity(baseline.path, finding)
        if left[same] > 0:
            left[same] -= 1
        else:
            new.append(finding)
    return Compared(tuple(new), len(findings) - len(new), tuple(sorted(left.elements())))


def baseline_text(path: str, findings: Iterable[Finding]) -> str:
    """The text of a baseline at `path` (absolute) that knows these findings and no others."""
    counted: Counter[Identity] = Counter()
    messages: dict[Identity, str] = {}
    for finding in findings:
        same = _identity(path, finding)
        counted[same] += 1
        messages.setdefault(same, finding.message)
    by_file: dict[str, list[str]] = {}
    for same in sorted(counted):
        item = {_RULE: same.rule, _ENTRY: same.entry or None, _MESSAGE: messages[same], _COUNT: counted[same]}
        by_file.setdefault(same.path, []).append(f"      {_dump(item)}")
    files = [f"    {_dump(name)}: [\n" + ",\n".join(lines) + "\n    ]" for name, lines in by_file.items()]
    listed = "{\n" + ",\n".join(files) + "\n  }" if files else "{}"
    return f'{{\n  "{_VERSION}": {VERSION},\n  "{_FINDINGS}": {listed}\n}}\n'


def _dump(value: Any) -> str:
    # A lone surrogate is no text: what cannot be written in UTF-8 stays an escape.
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if any("\ud800" <= character <= "\udfff" for character in text) else text


def read_baseline(path: str, text: str) -> Baseline:
    """The baseline in the text of the file at `path` (absolute).

    Raises:
        BaselineError: the text is no baseline of this version.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise BaselineError(f"not valid JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise BaselineError("not valid JSON: nested too deeply") from None
    if not isinstance(data, dict) or _VERSION not in data:
        raise BaselineError(f"not a baseline: it has no `{_VERSION}`")
    if data[_VERSION] != VERSION:
        raise BaselineError(f"`{_VERSION}` is {json.dumps(data[_VERSION])}, and only {VERSION} is known")
    files = data.get(_FINDINGS)
    if not isinstance(files, dict):
        raise BaselineError(f"`{_FINDINGS}` must be an object of lists by path")
    known: Counter[Identity] = Counter()
    for name, items in files.items():
        if not isinstance(items, list):
            raise BaselineError(f"the findings of `{name}` must be a list")
        for number, item in enumerate(items, start=1):
            known[_known(name, number, item)] += item[_COUNT]
    return Baseline(path, known)


def _known(name: str, number: int, item: Any) -> Identity:
    place = f"finding {number} of `{name}`"
    if not isinstance(item, dict) or item.keys() != set(_KEYS):
        raise BaselineError(f"{place} must have the keys " + ", ".join(f"`{key}`" for key in _KEYS) + " and no others")
    for key, allowed in ((_RULE, str), (_MESSAGE, str), (_ENTRY, (str, type(None)))):
        if not isinstance(item[key], allowed):
            raise BaselineError(f"`{key}` of {place} must be a string")
    if not isinstance(item[_COUNT], int) or isinstance(item[_COUNT], bool) or item[_COUNT] < 1:
        raise BaselineError(f"`{_COUNT}` of {place} must be a whole number from 1 on")
    return Identity(name, item[_RULE], item[_ENTRY] or "", lasting(item[_MESSAGE]))


def _identity(path: str, finding: Finding) -> Identity:
    return identity(finding, shown(finding.path, os.path.dirname(path)))
