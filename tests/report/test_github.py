"""Workflow commands, read back by the rules of the runner that reads them."""

from __future__ import annotations

import re
from typing import NamedTuple

from lua_entries.report.formats import renderer
from lua_entries.report.github import SHOWN
from lua_entries.rules.finding import Severity
from lua_entries.text.span import Span
from tests.report.sample import context, finding, where

TEXT = "名: 値\n\U0001f600 x: y\n"


class Command(NamedTuple):
    """A workflow command."""

    name: str
    properties: dict[str, str]
    message: str


def commands(report: str) -> list[Command]:
    """The commands of a log, as actions/runner src/Runner.Common/ActionCommand.cs reads them: one line, split at `::`,
    properties at `,` and the first `=`, and escapes undone in its order."""
    found = []
    for line in report.splitlines():
        match = re.fullmatch(r"::(\w+)(?: (.*?))?::(.*)", line)
        if match is None:
            continue
        properties = dict(part.split("=", 1) for part in (match[2] or "").split(","))
        found.append(
            Command(match[1], {key: _plain(value, ":,") for key, value in properties.items()}, _plain(match[3]))
        )
    return found


def _plain(text: str, further: str = "") -> str:
    for character in ("\r", "\n", *further, "%"):
        text = text.replace(f"%{ord(character):02X}", character)
    return text


def test_commands() -> None:
    report = renderer("github")(
        [
            finding("a.yaml", where(TEXT, "x: y"), "50%0A, not: so", help="first\nsecond"),
            finding("a.yaml", Span(0, len(TEXT)), severity=Severity.WARNING),
            finding("b,c:d%.yaml", None, severity=Severity.HINT),
        ],
        context({"a.yaml": TEXT}, colour=True),
    )
    one, two, three = commands(report)
    title = "LE201 source-not-found"
    assert one == (
        "error",
        {"title": title, "file": "a.yaml", "line": "2", "endLine": "2", "col": "3", "endColumn": "7"},
        "a.yaml:2:3: 50%0A, not: so\nfirst\nsecond",
    )
    assert two.name == "warning"
    # Columns of different lines are refused.
    assert two.properties == {"title": title, "file": "a.yaml", "line": "1", "endLine": "3"}
    assert three == ("notice", {"title": title, "file": "b,c:d%.yaml"}, "b,c:d%.yaml: wrong")
    assert report.splitlines()[3:] == ["1 error, 1 warning, 1 hint in 1 file (45 entries)"]


def test_a_message_cannot_begin_a_command_of_its_own() -> None:
    report = renderer("github")([finding("a\n::error::b", None, "x\n::stop-commands::y")], context({}, quiet=True))
    assert len(report.splitlines()) == 1


def test_what_would_move_the_cursor_of_the_log_is_written_as_an_escape() -> None:
    report = renderer("github")([finding("a.yaml", None, "x\x1b[31m\u2028\ty", help="so\u202ex\nand so")], context({}))
    assert commands(report)[0].message == "a.yaml: x\\x1b[31m\\u2028\\ty\nso\\u202ex\nand so"


def test_what_github_does_not_show_is_said() -> None:
    many = [finding("a.yaml", None)] * (SHOWN + 1)
    assert "this log has all of them" in renderer("github")(many, context({}))
    assert "this log has all of them" not in renderer("github")(many[:SHOWN], context({}))
    assert len(commands(renderer("github")(many, context({})))) == SHOWN + 1


def test_quiet_is_commands_alone() -> None:
    assert renderer("github")([], context({}, quiet=True)) == ""
    assert renderer("github")([], context({})) == "No problems found in 0 files (45 entries)\n"
