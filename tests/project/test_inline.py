"""Places in inline Lua and in the file around it."""

from __future__ import annotations

import pytest

from lua_entries.project.inline import inline_map
from lua_entries.syntax.yaml import parse_yaml
from lua_entries.syntax.yaml.nodes import Mapping, Scalar
from lua_entries.text.span import Span


def source(text: str) -> Scalar:
    root = parse_yaml(text).root
    assert isinstance(root, Mapping) and isinstance(root.pairs[-1].value, Scalar)
    return root.pairs[-1].value


@pytest.mark.parametrize(
    "text",
    [
        "é: 1\nsource: |\n  return {\n    a = 1,\n\n  }\n",
        "source: |-\r\n  return {\r\n    a = 1\r\n  }\r\n",
        "source: return 1",
        'source: "return 1"\n',
    ],
)
def test_find_is_the_inverse_of_place(text: str) -> None:
    scalar = source(text)
    found = inline_map(text, scalar)
    for offset in range(len(scalar.text) + (scalar.style != "|")):
        place = found.place(Span(offset, offset)).start
        assert found.find(place) == offset
        if scalar.text[offset : offset + 1] not in ("", "\n"):
            assert text[place] == scalar.text[offset]


def test_places_without_lua() -> None:
    text = "a: 1\nsource: |\n  return {\n    a = 1 }\nb: 2"
    root = parse_yaml(text).root
    assert isinstance(root, Mapping) and isinstance(root.pairs[1].value, Scalar)
    found = inline_map(text, root.pairs[1].value)
    for part in ("a:", "|", "  return", "b: 2"):
        assert found.find(text.index(part)) is None
    folded = 'source: "return\\n1"'
    assert inline_map(folded, source(folded)).find(12) is None
