"""What the language server can do, as one table: `python -m lua_entries.lsp.table [--check]` writes docs/features.md.

With `--check` nothing is written; the exit code is 1 when the page is not up to date. Tests see to it that every
feature and command has its row, and that the tests that a row names are there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types

from lua_entries.lsp import names

PAGE = Path(__file__).resolve().parents[3] / "docs" / "features.md"
"""The page in the source checkout that this file is in."""


class Row(NamedTuple):
    """A feature as people know it."""

    name: str
    methods: tuple[str, ...]
    """Of the protocol."""
    yaml: str
    """What it does in index files; empty for nothing."""
    lua: str
    tests: tuple[str, ...]
    """Tests that show it, as `path::name`: one over the wire first."""


class CommandRow(NamedTuple):
    """A command of the server."""

    name: str
    arguments: str
    gives: str
    test: str


_SERVER = "tests/lsp/test_server.py::"
_FEATURES = "tests/lsp/test_features.py::"
_SHOWN = "tests/lsp/test_shown.py::"
_CHANGES = "tests/lsp/test_changes.py::"
_COMMANDS = "tests/lsp/test_commands.py::"

ROWS: tuple[Row, ...] = (
    Row(
        "Findings",
        (types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, types.TEXT_DOCUMENT_DIAGNOSTIC, types.WORKSPACE_DIAGNOSTIC),
        "while typing, in every file that an edit affects; pushed, or pulled by editors that ask",
        "the same",
        (
            f"{_SERVER}test_editors_see_findings_come_and_go",
            f"{_SERVER}test_pulled_findings",
            f"{_SERVER}test_the_server_agrees_with_the_command_line",
        ),
    ),
    Row(
        "Completion",
        (types.TEXT_DOCUMENT_COMPLETION,),
        "kinds, fields, values, modules, ids by the kinds that fit, files, functions, meta keys, whole entries",
        "names to require (unlisted ones with the edit that lists them), members, typed values, ids and filters",
        (
            f"{_FEATURES}test_completion_offers_modules_in_yaml_and_members_in_lua",
            f"{_CHANGES}test_a_module_is_listed_when_it_is_completed",
            f"{_CHANGES}test_whole_entries_are_indented_by_whoever_can",
            "tests/features/test_completion_yaml.py::test_ids_of_the_kinds_that_fit",
            "tests/features/test_completion_lua.py::test_members",
        ),
    ),
    Row(
        "Hover",
        (types.TEXT_DOCUMENT_HOVER,),
        "kinds, fields, modules, entries and who uses them",
        "modules, functions with signature and comment, entries; types of locals, parameters and members",
        (
            f"{_FEATURES}test_hover_tells_what_an_entry_is",
            "tests/features/test_hover.py::test_hover",
            "tests/features/test_values.py::test_values",
        ),
    ),
    Row(
        "Signatures",
        (types.TEXT_DOCUMENT_SIGNATURE_HELP,),
        "in Lua that stands in the index file",
        "from modules, libraries and annotations",
        (
            f"{_FEATURES}test_signatures_name_the_argument_at_the_cursor",
            "tests/features/test_completion_lua.py::test_signatures",
        ),
    ),
    Row(
        "Definition and declaration",
        (types.TEXT_DOCUMENT_DEFINITION, types.TEXT_DOCUMENT_DECLARATION),
        "ids lead to entries, sources to files, methods to functions, paths of requirements to fields",
        "`require` leads to the library's Lua or to where it is declared, members and names to theirs, ids to entries",
        (
            f"{_FEATURES}test_definition_leads_from_yaml_to_yaml_and_from_lua_to_lua",
            "tests/features/test_definition.py::test_declaration",
        ),
    ),
    Row(
        "References and highlights",
        (types.TEXT_DOCUMENT_REFERENCES, types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT),
        "of entries, aliases, modules, functions, files",
        "of functions, aliases, ids, modules",
        (f"{_FEATURES}test_references_cross_the_border", "tests/features/test_references.py::test_references"),
    ),
    Row(
        "Rename",
        (types.TEXT_DOCUMENT_PREPARE_RENAME, types.TEXT_DOCUMENT_RENAME),
        "entries, namespaces, aliases, methods, with everything that names them in both languages; what only may be"
        " meant is shown for confirmation where the editor can",
        "functions that are returned, aliases, ids",
        (
            f"{_FEATURES}test_rename_changes_both_languages_and_says_why_it_will_not",
            f"{_CHANGES}test_what_may_be_meant_is_renamed_only_when_somebody_agrees",
            f"{_CHANGES}test_what_else_a_renaming_changes_is_said",
            "tests/features/test_rename_properties.py::test_there_and_back",
        ),
    ),
    Row(
        "Moved files and folders",
        (types.WORKSPACE_WILL_RENAME_FILES,),
        "paths follow in both directions",
        "",
        (
            f"{_SHOWN}test_paths_follow_files_and_folders_that_are_moved",
            "tests/features/test_file_rename.py::test_values_follow",
        ),
    ),
    Row(
        "Code actions",
        (types.TEXT_DOCUMENT_CODE_ACTION, types.CODE_ACTION_RESOLVE),
        "every fix, all of a rule, all of a file (`source.fixAll.luaEntries`), the missing file or function, a comment"
        " that silences, the page of the rule",
        "the same; an entry for a file that none uses",
        (
            f"{_FEATURES}test_fixes_are_offered_where_the_finding_is",
            f"{_CHANGES}test_everything_is_fixed_on_save_in_as_many_rounds_as_it_takes",
            f"{_CHANGES}test_a_rule_is_explained_by_the_extension_or_the_server",
            "tests/features/test_code_actions.py::test_every_fix_of_every_finding_is_offered_where_it_is",
        ),
    ),
    Row(
        "Outline",
        (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL,),
        "entries",
        "functions",
        (f"{_SERVER}test_editors_see_findings_come_and_go", "tests/features/test_outline.py::test_entries"),
    ),
    Row(
        "Entries of the workspace",
        (types.WORKSPACE_SYMBOL,),
        "by the letters of their id or kind",
        "",
        (
            f"{_FEATURES}test_shapes_of_files_and_entries_of_the_workspace",
            "tests/features/test_workspace_symbols.py::test_queries",
        ),
    ),
    Row(
        "Links",
        (types.TEXT_DOCUMENT_DOCUMENT_LINK,),
        "files that exist",
        "",
        (
            f"{_FEATURES}test_shapes_of_files_and_entries_of_the_workspace",
            "tests/features/test_links.py::test_values_lead_to_files_that_are_there",
        ),
    ),
    Row(
        "Folding and selection",
        (types.TEXT_DOCUMENT_FOLDING_RANGE, types.TEXT_DOCUMENT_SELECTION_RANGE),
        "entries and what is in them",
        "functions, tables, blocks",
        (
            f"{_FEATURES}test_shapes_of_files_and_entries_of_the_workspace",
            "tests/features/test_folding.py::test_folds",
            "tests/features/test_selection.py::test_in_lua",
        ),
    ),
    Row(
        "Semantic tokens",
        (
            types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
            types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA,
            types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE,
        ),
        "kinds, names, references that lead somewhere, modules, aliases, methods",
        "types, modules, imports and their members, ids in strings",
        (
            f"{_SHOWN}test_tokens_of_both_languages_and_what_changed_in_them",
            f"{_SHOWN}test_tokens_of_a_part",
            f"{_SHOWN}test_editors_are_told_to_ask_again_where_something_changed",
            "tests/features/test_tokens.py::test_lua",
        ),
    ),
    Row(
        "Code lenses",
        (types.TEXT_DOCUMENT_CODE_LENS, types.CODE_LENS_RESOLVE),
        "how many others use an entry",
        "",
        (
            f"{_SHOWN}test_lenses_for_other_editors_work_without_their_help",
            f"{_SHOWN}test_lenses_for_an_extension_that_shows_places",
            "tests/features/test_lens.py::test_how_many_entries_use_each",
        ),
    ),
    Row(
        "Inlay hints",
        (types.TEXT_DOCUMENT_INLAY_HINT,),
        "in Lua that stands in the index file",
        "the entry behind `require`, the entries that run a function",
        (
            f"{_SHOWN}test_hints_lead_to_the_entries_that_they_name",
            "tests/features/test_inlay.py::test_imports_and_the_entries_that_run_a_function",
        ),
    ),
    Row(
        "Call hierarchy",
        (
            types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY,
            types.CALL_HIERARCHY_INCOMING_CALLS,
            types.CALL_HIERARCHY_OUTGOING_CALLS,
        ),
        "entries as what is called, references as calls",
        "the entries that run the file",
        (
            f"{_SHOWN}test_calls_in_both_directions",
            "tests/features/test_calls.py::test_calls_in_both_directions",
        ),
    ),
)

COMMAND_ROWS: tuple[CommandRow, ...] = (
    CommandRow(
        names.GRAPH,
        "`[uri]`; `[]` for everything",
        "`{html}`: a page with the graph around the entries of the file",
        f"{_COMMANDS}test_the_graph_of_a_file_is_a_page_about_its_entries",
    ),
    CommandRow(names.EXPLAIN, "`[code]`", "`{markdown}`: the page of a rule", f"{_COMMANDS}test_rules_are_explained"),
    CommandRow(
        names.ENTRIES,
        "`[]`",
        "a list of `{id, kind, location}`, in order of ids",
        f"{_COMMANDS}test_entries_with_their_places",
    ),
    CommandRow(
        names.STATUS,
        "`[]`",
        "`{roots, files, entries, errors, warnings, infos, hints, indexing}`: counts, and whether they are too low yet",
        f"{_COMMANDS}test_the_state_and_the_notification_of_it",
    ),
    CommandRow(
        names.LINT,
        "`[]`",
        "the same, after looking at the whole disk again",
        f"{_COMMANDS}test_linting_looks_at_the_disk_and_counts",
    ),
    CommandRow(
        names.NEW_ENTRY_KINDS,
        "`[]`",
        "a list of `{kind, title, detail, snippet}`; the snippet is a list item to go under `entries`",
        f"{_COMMANDS}test_every_kind_can_be_begun_with_its_snippet",
    ),
    CommandRow(
        names.SHOW_USES,
        "`[uri, position]`",
        "nothing; behind code lenses, shows who uses an entry",
        f"{_SHOWN}test_lenses_for_other_editors_work_without_their_help",
    ),
    CommandRow(
        names.SHOW_RULE,
        "`[code]`",
        "nothing; behind a code action, shows the page of a rule",
        f"{_CHANGES}test_a_rule_is_explained_by_the_extension_or_the_server",
    ),
    CommandRow(
        names.FIX_ALL,
        "`[uri, rule]`; an empty rule for all",
        "nothing; behind a code action of editors that cannot resolve one, carries out the safe fixes of a file",
        f"{_CHANGES}test_everything_is_fixed_on_save_in_as_many_rounds_as_it_takes",
    ),
    CommandRow(
        names.APPLY_EDITS,
        "`[title, files]`",
        "nothing; behind completions, changes files other than the one that is typed in",
        f"{_CHANGES}test_nothing_is_listed_in_a_text_that_was_changed_meanwhile",
    ),
)

_HEAD = """\
# Features

<!-- Made by `python -m lua_entries.lsp.table`; edit the table there. -->

What `lua-entries serve` does in an editor, on each side, and tests that show it: the first over the wire, with the
capabilities of VS Code, Neovim and Emacs. [Whole conversations](../tests/lsp/test_conversation.py) put them together.
What an editor cannot show is not announced to it.
"""
_COMMANDS_HEAD = """\
## Commands

For `workspace/executeCommand`. Wrong arguments are refused with what is wrong about them.
"""
_OPTIONS = """\
## For extensions

`initializationOptions` may hold, beside settings:

| option | what the extension has | what changes |
|---|---|---|
| `showReferences: true` | the command `lua-entries.showReferences` with `[uri, position, locations]` | code lenses \
name it (in `codeLens/resolve`) instead of the server's own command |
| `explain: true` | the command `lua-entries.explain` with `[code]` | code actions that explain a rule name it |
| `status: true` | a use for the notification `luaEntries/status` | it is sent whenever what \
`lua-entries.server.status` returns changes |
"""


def page() -> str:
    """The text of docs/features.md."""
    return "\n".join((*_features(), _COMMANDS_HEAD, *_commands(), _OPTIONS))


def _features() -> Iterator[str]:
    yield _HEAD
    yield "| feature | in index files | in Lua | shown by |\n|---|---|---|---|"
    for row in ROWS:
        tests = ", ".join(map(_link, row.tests))
        yield f"| {row.name} | {row.yaml or '–'} | {row.lua or '–'} | {tests} |"
    yield ""


def _commands() -> Iterator[str]:
    yield "| command | arguments | gives | shown by |\n|---|---|---|---|"
    for row in COMMAND_ROWS:
        yield f"| `{row.name}` | {row.arguments} | {row.gives} | {_link(row.test)} |"
    yield ""


def _link(test: str) -> str:
    path, _, name = test.partition("::")
    return f"[{name.removeprefix('test_').replace('_', ' ')}](../{path})"


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description="Write docs/features.md")
    parser.add_argument("--check", action="store_true", help="only tell whether the page is up to date")
    options = parser.parse_args(arguments)
    content = page()
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == content:
        return 0
    if options.check:
        print(f"{PAGE.name} is not up to date: run `python -m lua_entries.lsp.table`", file=sys.stderr)
        return 1
    PAGE.write_text(content, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
