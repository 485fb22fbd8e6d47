"""Exit codes, and the failures that lead to them. They are the same for every format."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a process of `lua-entries` ends with."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    NOTHING = 3
    INTERNAL = 70
    INTERRUPTED = 130


EPILOG = """\
exit codes:
  0    nothing at or above --fail-on
  1    findings at or above --fail-on
  2    wrong usage, a missing PATH, or a wrong configuration
  3    no index file at all (0 when every PATH is a file)
  70   internal error, findings may be incomplete
  130  interrupted
"""


SHORT_EPILOG = """\
exit codes:
  0    done
  2    wrong usage, a missing PATH, or a wrong configuration
  70   internal error
  130  interrupted
"""


class UsageError(Exception):
    """Something that the caller can put right: ends with `Exit.USAGE`. `help` says how."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help
