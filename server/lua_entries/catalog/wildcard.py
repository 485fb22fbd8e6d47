"""Kind patterns: `*` is one dot-separated segment, `**` any number of them, `(a|b)` one of several texts.

The same language as the runtime's listener patterns (wippyai/runtime internal/wildcard).
"""

from __future__ import annotations


def matches(pattern: str, name: str) -> bool:
    """Whether `name` fits `pattern` as a whole."""
    return any(_fits(option.split("."), name.split(".")) for option in expand(pattern))


def expand(pattern: str) -> list[str]:
    """The pattern with its alternatives written out; a group that is not closed is taken as text."""
    start = pattern.find("(")
    end = pattern.find(")", start)
    if start < 0 or end < 0:
        return [pattern]
    head, tail = pattern[:start], pattern[end + 1 :]
    return [f"{head}{choice}{rest}" for choice in pattern[start + 1 : end].split("|") for rest in expand(tail)]


def _fits(pattern: list[str], name: list[str]) -> bool:
    # The classic two-pointer walk: on a mismatch, let the last `**` take one segment more.
    star = -1
    at = index = retry = 0
    while index < len(name):
        if at < len(pattern) and pattern[at] == "**":
            star, retry = at, index
            at += 1
        elif at < len(pattern) and pattern[at] in ("*", name[index]):
            at += 1
            index += 1
        elif star >= 0:
            retry += 1
            at, index = star + 1, retry
        else:
            return False
    return all(segment == "**" for segment in pattern[at:])
