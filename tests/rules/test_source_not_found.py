"""LE201 beyond its page."""

from __future__ import annotations

from pathlib import Path

from tests.support.project import check_project, lint_text

QUOTE = "return { main = function() return 1 end }\n"


def entry(source: str) -> str:
    head = "--- src/_index.yaml\nnamespace: shop\nentries:\n"
    return f"{head}  - {{name: quote, kind: function.lua, source: '{source}', method: main}}\n"


def offered(tmp_path: Path, text: str) -> list[str]:
    (finding,) = lint_text(tmp_path, text)
    assert finding.code == "LE201"
    return [fix.edits[0].edit.new_text for fix in finding.fixes]


def test_a_similar_name_beside_goes_before_the_same_name_elsewhere(tmp_path: Path) -> None:
    text = entry("file://qoute.lua") + f"--- src/quote.lua\n{QUOTE}--- src/old/qoute.lua\n{QUOTE}"
    codes = [finding.code for finding in lint_text(tmp_path, text)]
    assert codes == ["LE201", "LE204"]  # what was not meant is still an orphan


def test_the_same_name_in_other_directories_is_offered(tmp_path: Path) -> None:
    text = entry("file://quote.lua") + f"--- src/b/quote.lua\n{QUOTE}--- src/a/quote.lua\n{QUOTE}"
    assert offered(tmp_path, text) == ["file://a/quote.lua", "file://b/quote.lua"]


def test_a_file_called_as_the_entry_is_offered(tmp_path: Path) -> None:
    assert offered(tmp_path, entry("file://handler_of_quotes.lua") + f"--- src/quote.lua\n{QUOTE}") == [
        "file://quote.lua"
    ]


def test_nothing_outside_of_the_load_root_is_offered(tmp_path: Path) -> None:
    text = "--- wippy.lock\ndirectories: {src: src}\n" + entry("file://quote.lua") + f"--- lib/quote.lua\n{QUOTE}"
    assert offered(tmp_path, text) == []


def test_a_link_that_leads_nowhere_is_not_offered_for_itself(tmp_path: Path) -> None:
    assert offered(tmp_path, entry("file://quote.lua") + "--- src/quote.lua -> gone.lua\n") == []


def test_any_value_counts_and_each_is_reported(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: shop
        meta:
          license: file://LICENSE  # LE201: src/LICENSE
        entries:
          - name: texts
            kind: registry.entry
            texts:
              - file://one.txt  # LE201: src/one.txt
              - see file://two.txt
        """,
    )


def test_an_entry_that_cannot_be_read_is_left_to_the_syntax_error(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: shop
        entries:
          - name: quote
            source: file://quote
            kind function.lua
        === LE001 src/_index.yaml:5
        """,
    )
