"""The YAML reader: whatever the text, it reads, recovers and says so; what it proposes to change stays YAML."""

from __future__ import annotations

from random import Random

from lua_entries.facts.index_file import index_facts
from lua_entries.syntax.yaml import parse_yaml
from lua_entries.syntax.yaml.cursor import cursor_at
from lua_entries.syntax.yaml.edits import add_item, add_pair, remove_item, remove_pair, written_scalar
from lua_entries.syntax.yaml.nodes import Mapping, Node, Sequence, YamlFile
from lua_entries.text.edits import Edit, apply_edits
from tests.fuzz.harness import Case
from tests.fuzz.mutate import as_text, mutated
from tests.fuzz.seeds import texts
from tests.fuzz.targets.checks import assert_linear, assert_spans_inside, chance_of
from tests.syntax.yaml.tools import check_spans

_TEXT = "text"
_OFTEN = 16
"""One case in so many is counted, too."""


def make(chance: Random) -> Case:
    """A spoilt YAML file."""
    pool = texts(".yaml", ".yml", ".json", ".lock")
    return {_TEXT: mutated(chance, chance.choice(pool), pool)}


def run(case: Case) -> None:
    """Read it in every way."""
    text, chance = as_text(case.get(_TEXT, b"")), chance_of(case)
    file = parse_yaml(text)
    check_spans(text, file)
    assert file.complete or file.problems
    assert parse_yaml(text) == file
    facts = index_facts(text)
    assert_spans_inside(facts, len(text))
    assert facts.readable == file.complete
    for _ in range(8):
        _cursor(text, chance.randint(0, len(text)))
    if file.complete and not any(problem.rule == "yaml-syntax" for problem in file.problems):
        for _ in range(4):
            _edit(text, file, chance)
    if chance.randrange(_OFTEN) == 0:
        assert_linear(lambda: index_facts(text), len(text))
        assert_linear(lambda: cursor_at(text, len(text)), len(text))


def _cursor(text: str, offset: int) -> None:
    cursor = cursor_at(text, offset)
    if cursor.key is None and cursor.value is None and cursor.item is None:
        return
    assert cursor.span.start <= offset <= cursor.span.end
    assert cursor.prefix == text[cursor.span.start : offset]
    assert "\n" not in text[cursor.span.start : cursor.span.end]
    for part in (cursor.key, cursor.value, cursor.item):
        assert part is None or part.path is not None


def _edit(text: str, file: YamlFile, chance: Random) -> None:
    """A change that a fix or a completion may make: one item or pair less or more."""
    node = _any_node(file.root, chance)
    edit: Edit | None = None
    if isinstance(node, Sequence) and node.items:
        edit = remove_item(text, node, chance.randrange(len(node.items)))
    elif isinstance(node, Mapping) and node.pairs:
        pair = chance.choice(node.pairs)
        how = chance.randrange(3)
        if how == 0:
            edit = remove_pair(text, node, pair) if not pair.merged else None
        elif how == 1:
            edit = add_item(text, pair, written_scalar("a: b"))
        else:
            edit = add_pair(text, node, "added_by_a_fix", "x")
    if edit is not None:
        after = parse_yaml(apply_edits(text, [edit]))
        assert after.complete, (edit, after.problems)


def _any_node(root: Node | None, chance: Random) -> Node | None:
    node = root
    while isinstance(node, Sequence | Mapping) and chance.random() < 0.7:
        children = node.items if isinstance(node, Sequence) else tuple(pair.value for pair in node.pairs)
        if not children:
            break
        node = chance.choice(children)
    return node
