"""Ask for code actions in small projects, and carry them out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lua_entries.features.action import Action
from lua_entries.features.code_actions import State, actions, fix_all
from lua_entries.project.workspace import LoadRequest, load_workspace
from lua_entries.rules.engine import check
from lua_entries.rules.registry import RULE_CODES
from lua_entries.text.edits import apply_edits
from lua_entries.text.span import Span


def state_of(root: Path, texts: Mapping[str, str] | None = None) -> State:
    """Everything that is found in a project in which some files (by absolute path) have other texts."""
    request = LoadRequest(str(root), overlay=dict(texts or {}), known_rules=RULE_CODES)
    snapshot = load_workspace(request)
    return State(snapshot, check(snapshot).findings)


def read(path: str) -> str:
    return Path(path).read_bytes().decode()


def offered(root: Path, path: str, at: str, only: tuple[str, ...] = ()) -> list[Action]:
    """The actions at the first place of the text `at` in a file; at its start for an empty text."""
    file = root / path
    start = read(str(file)).index(at)
    return list(actions(*state_of(root, {str(file): read(str(file))}), str(file), Span(start, start + len(at)), only))


def titled(found: list[Action], title: str) -> Action:
    """The only action of this title."""
    (action,) = [action for action in found if action.title == title]
    return action


def apply(root: Path, action: Action) -> None:
    """Change the files of the project as the action says."""
    for new in action.creates:
        Path(new.path).parent.mkdir(parents=True, exist_ok=True)
        assert not Path(new.path).exists()
        Path(new.path).write_bytes(new.text.encode())
    edits = action.edits
    if action.deferred is not None:
        edits = fix_all(*state_of(root), action.deferred, lambda texts: state_of(root, texts))
    for path in {edit.path for edit in edits}:
        text = apply_edits(read(path), [edit.edit for edit in edits if edit.path == path])
        Path(path).write_bytes(text.encode())


def codes(root: Path) -> list[str]:
    """The codes of everything that is found."""
    return [finding.code for finding in state_of(root).findings]
