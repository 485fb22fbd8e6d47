"""What makes a finding the same one in two runs: rule, file, entry and message, but not where in the file it is.

Lines move with every edit above them, so no position takes part. Equal findings of one file are told apart by their
number in the order of the report. Of paths in messages only the last part counts: what they are relative to depends on
where the run was started.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lua_entries.rules.finding import Finding

_LINE_NUMBER = re.compile(r"\bline \d+")
_PATH = re.compile(r"`[^`]*/([^`/]+)`")


class Identity(NamedTuple):
    """A finding without its place. `path` has the base that the caller wants, `entry` is empty where there is none."""

    path: str
    rule: str
    entry: str
    message: str


def identity(finding: Finding, path: str) -> Identity:
    """The identity of a finding whose path is written as `path`."""
    return Identity(path, finding.rule, finding.entry or "", lasting(finding.message))


def lasting(message: str) -> str:
    """A message without what another run may write differently: numbers of lines, and directories in backticks."""
    return _PATH.sub(r"`\1`", _LINE_NUMBER.sub("line", message))


def fingerprints(findings: Iterable[Finding], shown: Callable[[str], str]) -> Iterator[str]:
    """A text of 32 hexadecimal digits for each finding, different for each; `shown` writes a path."""
    from hashlib import sha256  # only some reports need it

    seen: Counter[Identity] = Counter()
    for finding in findings:
        same = identity(finding, shown(finding.path))
        seen[same] += 1
        parts = "\0".join((*same, str(seen[same])))
        yield sha256(parts.encode("utf-8", "backslashreplace")).hexdigest()[:32]
