"""The fixture language itself: what is wrong in a fixture must not go unnoticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.rules.finding import Finding, Severity
from lua_entries.text.span import Span
from tests.support.fixtures import Expected, parse_fixture, take_expectations
from tests.support.project import differences, make_project, place


def test_files_are_split_and_dedented() -> None:
    fixture = parse_fixture(
        """
        --- src/_index.yaml
        namespace: app
        entries: []
        --- src/main.lua
        --- Says hello.
        return 1
        """
    )
    assert [(file.path, file.text) for file in fixture.files] == [
        ("src/_index.yaml", "namespace: app\nentries: []\n"),
        ("src/main.lua", "--- Says hello.\nreturn 1\n"),
    ]
    assert fixture.expected == ()


def test_document_separator_is_text() -> None:
    (file,) = parse_fixture("--- _index.yaml\na: 1\n---\nb: 2\n").files
    assert file.text == "a: 1\n---\nb: 2\n"


@pytest.mark.parametrize(
    ("line", "clean", "expected"),
    [
        ("- htpp  # LE302: unknown", "- htpp", [("LE302", "unknown")]),
        ("- htpp # LE302", "- htpp", [("LE302", "")]),
        ('require("x") -- LE301: `x` is', 'require("x")', [("LE301", "`x` is")]),
        ("- x  # LE302: no # LE405: twice", "- x", [("LE302", "no"), ("LE405", "twice")]),
        ("- x  # LE302 # LE405", "- x", [("LE302", ""), ("LE405", "")]),
        ("- x  # an ordinary comment", "- x  # an ordinary comment", []),
        ("# lua-entries: ignore[LE302]", "# lua-entries: ignore[LE302]", []),
    ],
)
def test_trailing_comments(line: str, clean: str, expected: list[tuple[str, str]]) -> None:
    text, found = take_expectations("a.yaml", line)
    assert text == clean
    assert [(item.code, item.fragment) for item in found] == expected
    assert {item.line for item in found} <= {1}


def test_carets_ask_for_the_span_on_the_line_above() -> None:
    text, found = take_expectations("a.yaml", "one: 1\n  - htpp\n#   ^^^^ LE302: htpp\n  - y # LE405\n")
    assert text == "one: 1\n  - htpp\n  - y\n"
    assert found == [Expected("a.yaml", 2, "LE302", "htpp", (4, 8)), Expected("a.yaml", 3, "LE405", "")]


def test_expectations_without_a_comment() -> None:
    fixture = parse_fixture("--- a.yaml\nx: 1\n=== LE006 wippy.lock not there\n=== LE001 a.yaml:3\n")
    assert fixture.files[0].text == "x: 1\n"
    assert fixture.expected == (Expected("wippy.lock", None, "LE006", "not there"), Expected("a.yaml", 3, "LE001", ""))


@pytest.mark.parametrize(
    "text",
    [
        "namespace: app\n--- a.yaml\n",
        "--- a.yaml\nx: 1\n--- a.yaml\n",
        "--- a.yaml\nx: 1  # LE302 a colon is missing\n",
        "--- a.yaml\n# ^^^ LE302\n",
        "--- a.yaml\n=== LE302\n",
    ],
)
def test_unreadable_fixtures_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_fixture(text)


def test_project_is_written_and_links_are_made(tmp_path: Path) -> None:
    root = make_project(tmp_path, "--- src/a.lua\nreturn 1 -- LE203\n--- src/b.lua -> a.lua\n")
    assert (root / "src" / "a.lua").read_bytes() == b"return 1\n"
    assert (root / "src" / "b.lua").readlink() == Path("a.lua")
    assert make_project(tmp_path, "--- a.lua\n") != root


def finding(root: Path, span: Span | None, message: str = "no module `htpp`") -> Finding:
    return Finding(
        "LE302", "unknown-module", Severity.ERROR, message, str(root / "a.yaml"), span, help="did you mean `http`?"
    )


def test_matching_is_exact_in_number_line_text_and_span(tmp_path: Path) -> None:
    root = make_project(tmp_path, "--- a.yaml\none: 1\n- htpp\n")
    actual = place(root, [finding(root, Span(9, 13))])
    fits = Expected("a.yaml", 2, "LE302", "htpp", (2, 6))
    assert differences([fits], actual) == ""
    assert differences([fits._replace(fragment="`http`")], actual) == ""
    for wrong in (
        fits._replace(code="LE301"),
        fits._replace(line=1),
        fits._replace(line=None),
        fits._replace(path="b.yaml"),
        fits._replace(fragment="json"),
        fits._replace(columns=(2, 5)),
    ):
        report = differences([wrong], actual)
        assert "expected, but not found" in report
        assert "found, but not expected:\n  a.yaml:2 LE302 error: no module `htpp`" in report
    assert "not expected" in differences([fits], actual * 2)
    assert "not found" in differences([fits, fits], actual)


def test_a_vague_expectation_leaves_the_others_their_finding(tmp_path: Path) -> None:
    root = make_project(tmp_path, "--- a.yaml\n- htpp\n")
    actual = place(root, [finding(root, Span(2, 6)), finding(root, Span(2, 6), "another")])
    vague, exact = Expected("a.yaml", 1, "LE302", ""), Expected("a.yaml", 1, "LE302", "htpp")
    assert differences([vague, exact], actual) == ""


def test_a_finding_about_a_whole_file_has_no_line(tmp_path: Path) -> None:
    root = make_project(tmp_path, "--- a.yaml\n- htpp\n")
    assert differences([Expected("a.yaml", None, "LE302", "")], place(root, [finding(root, None)])) == ""
