"""The text report: its whole form once, then each difficulty of showing a source line."""

from __future__ import annotations

import re
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lua_entries.report.context import Range
from lua_entries.report.excerpt import WIDTH, cell_width, excerpt
from lua_entries.report.formats import renderer
from lua_entries.rules.finding import Related, Severity
from lua_entries.text.lines import LineIndex, Position
from lua_entries.text.span import Span
from tests.report.sample import HOME, context, finding, where

INDEX = """\
namespace: app
entries:
  - name: handler
    kind: function.lua
    source: file://nope.lua
"""


def underlined(text: str, span: Span) -> list[str]:
    """The source line and the carets, without the number before them."""
    lines = LineIndex(text)
    place = Range(lines.position(span.start), lines.position(span.end))
    return list(excerpt(lines.line_text(place.start.line), place))


def test_the_whole_form() -> None:
    other = "x: 1\ny: 2\n"
    findings = [
        finding("a.yaml", None, "too large", code="LE005", rule="limit-exceeded", severity=Severity.WARNING),
        finding(
            "src/_index.yaml",
            where(INDEX, "file://nope.lua"),
            "the file `nope.lua` does not exist",
            help="create `src/nope.lua`,\nor correct the path",
            related=[
                Related(f"{HOME}/b.yaml", where(other, "y"), "declared here"),
                Related("/srv/other.yaml", None, "and there"),
            ],
        ),
        finding("src/_index.yaml", where(INDEX, "handler"), "so-so", severity=Severity.HINT, code="LE204", rule="r"),
    ]
    report = renderer("text")(findings, context({"src/_index.yaml": INDEX, "b.yaml": other}))
    assert report == textwrap.dedent(
        """\
        a.yaml: warning LE005[limit-exceeded] too large

        src/_index.yaml:5:13: error LE201[source-not-found] the file `nope.lua` does not exist
          |
        5 |     source: file://nope.lua
          |             ^^^^^^^^^^^^^^^
          = help: create `src/nope.lua`,
                  or correct the path
          = b.yaml:2:1: declared here
          = ../other.yaml: and there

        src/_index.yaml:3:11: hint LE204[r] so-so
          |
        3 |   - name: handler
          |           ^^^^^^^

        1 error, 1 warning, 1 hint in 2 files (45 entries)
        """
    )


def test_the_margin_is_as_wide_as_the_line_number() -> None:
    text = "\n" * 99 + "bad\n"
    report = renderer("text")([finding("a.yaml", where(text, "bad"), help="no")], context({"a.yaml": text}))
    assert "\n    |\n100 | bad\n    | ^^^\n    = help: no\n" in report


def test_help_with_other_characters_that_look_like_line_ends_stays_on_its_line() -> None:
    report = renderer("text")([finding("a.yaml", None, help="a\u2028b\x85c\rd\ne")], context({}, quiet=True))
    assert "   = help: a\\u2028b\\x85c\\rd\n           e\n" in report


def test_clean() -> None:
    report = renderer("text")([], context({"a.yaml": ""}))
    assert report == "No problems found in 1 file (45 entries)\n"


def test_quiet_leaves_the_closing_line_out() -> None:
    assert renderer("text")([], context({}, quiet=True)) == ""
    report = renderer("text")([finding("a", None), finding("b", None)], context({}, quiet=True))
    assert report == "a: error LE201[source-not-found] wrong\n\nb: error LE201[source-not-found] wrong\n"


def test_counts_are_plural_where_they_must_be() -> None:
    severities = [Severity.HINT, Severity.INFO, Severity.INFO, Severity.ERROR, Severity.ERROR]
    report = renderer("text")([finding("a", None, severity=severity) for severity in severities], context({}))
    assert report.endswith("\n2 errors, 2 infos, 1 hint in 0 files (45 entries)\n")


def test_colour_changes_nothing_but_colour() -> None:
    findings = [finding("a.yaml", where(INDEX, "handler"), help="so", severity=severity) for severity in Severity]
    plain = renderer("text")(findings, context({"a.yaml": INDEX}))
    coloured = renderer("text")(findings, context({"a.yaml": INDEX}, colour=True))
    assert "\x1b[1;31m" in coloured
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert "\x1b[1;32mNo problems found\x1b[0m" in renderer("text")([], context({}, colour=True))


def test_a_file_whose_text_is_gone_has_no_excerpt() -> None:
    report = renderer("text")([finding("gone.yaml", Span(5, 6))], context({}, quiet=True))
    assert report == "gone.yaml:1:1: error LE201[source-not-found] wrong\n"


@pytest.mark.parametrize(
    ("text", "part", "source", "carets"),
    [
        ("ab cd\n", "cd", "ab cd", "   ^^"),
        ("\tab\n", "ab", "    ab", "    ^^"),
        ("x\tab\n", "ab", "x   ab", "    ^^"),
        ("a\tb c\n", "b c", "a   b c", "    ^^^"),
        ("\t\n", "\t", "", "^^^^"),
        ("名: 値だ\n", "値だ", "名: 値だ", "    ^^^^"),
        ("名:\t値だ\n", "値だ", "名: 値だ", "    ^^^^"),
        ("\N{GRINNING FACE} x\n", "x", "\N{GRINNING FACE} x", "   ^"),
        ("e\u0301 x\n", "x", "e\u0301 x", "  ^"),
        ("a\u200db x\n", "x", "a\u200db x", "   ^"),
        ("ab\r\ncd\r\n", "cd", "cd", "^^"),
        ("ab\rcd\r", "cd", "cd", "^^"),
        ("a\x0bb c\n", "c", "a\ufffdb c", "    ^"),
        ("\x1b[31m c\n", "c", "\ufffd[31m c", "      ^"),
        ("a\u2028b c\n", "c", "a\ufffdb c", "    ^"),
        ("a\u202eb c\n", "c", "a\ufffdb c", "    ^"),
        ("a\ud800 c\n", "c", "a\ufffd c", "   ^"),
    ],
)
def test_carets_stand_below_what_they_mean(text: str, part: str, source: str, carets: str) -> None:
    assert underlined(text, where(text, part)) == [source, carets]


def test_a_span_over_several_lines_says_where_it_ends() -> None:
    assert underlined("a {\r\n  b\r\n}\r\n", Span(2, 11)) == ["a {", "  ^ (to line 3)"]


def test_an_empty_span_has_one_caret() -> None:
    assert underlined("ab\n", Span(1, 1)) == ["ab", " ^"]
    assert underlined("ab\n", Span(2, 2)) == ["ab", "  ^"]
    assert underlined("", Span(0, 0)) == ["", "^"]


def test_a_long_line_is_cut_around_the_span() -> None:
    text = "a" * 1000 + "bad" + "c" * 1000
    source, carets = underlined(text, where(text, "bad"))
    assert source == "..." + "a" * 40 + "bad" + "c" * (WIDTH - 43) + "..."
    assert carets == " " * 43 + "^^^"


def test_a_span_longer_than_the_width_is_underlined_as_far_as_it_is_shown() -> None:
    source, carets = underlined("x" * 5000, Span(0, 5000))
    assert source == "x" * WIDTH + "..."
    assert carets == "^" * WIDTH


def test_a_line_that_just_fits_is_not_cut() -> None:
    text = "値" * (WIDTH // 2)
    assert underlined(text, Span(len(text) - 1, len(text))) == [text, " " * (WIDTH - 2) + "^^"]
    assert underlined(text + "x", Span(0, 1))[0] == text + "..."


def test_a_line_of_megabytes_costs_no_more_than_its_window() -> None:
    line = "x" * 4_000_000
    place = Range(Position(0, 3_000_000), Position(0, 3_000_001))
    for _ in range(2000):  # minutes, if every character were laid out
        excerpt(line, place)


@given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_any_span_of_any_text_is_shown_within_the_width(text: str, start: int, length: int) -> None:
    span = Span(min(start, len(text)), min(start + length, len(text)))
    source, carets = underlined(text, span)
    assert not any(ord(character) < 32 for character in source + carets)
    assert carets.lstrip(" ").startswith("^")
    caret_end = len(carets.partition(" (to")[0])
    assert caret_end <= max(sum(map(cell_width, source)), 3 + WIDTH) + 1


def test_cell_widths() -> None:
    assert [cell_width(character) for character in ("a", "é", "値", "\uff21", "\u0301", "\u200d", "\ufe0f")] == [
        1,
        1,
        2,
        2,
        0,
        0,
        0,
    ]


def test_nothing_from_a_project_reaches_the_terminal_as_a_control() -> None:
    bad = "a\x1b[2Jb\nc\u202ed"
    report = renderer("text")(
        [finding(bad, None, bad, help=bad, related=[Related(f"{HOME}/{bad}", None, bad)])], context({})
    )
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", report)
    assert "a\\x1b[2Jb\\nc\\u202ed: error LE201[source-not-found] a\\x1b[2Jb\\nc\\u202ed\n" in report
