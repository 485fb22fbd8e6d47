"""What editors are told that the server can do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from lsprotocol.converters import get_converter

from lua_entries.lsp.announcing import announced, announced_methods, has, result
from lua_entries.lsp.features import FEATURES
from tests.lsp.profiles import PROFILES, TODAY, capabilities

CONVERTER = get_converter()
CLIENTS = [capabilities(profile) for profile in (*PROFILES, TODAY)]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def changed(value: Any, path: list[str], new: Any) -> Any:
    """Capabilities with something else at a place."""
    if not path or not isinstance(value, dict) or path[0] not in value:
        return new
    return {**value, path[0]: changed(value[path[0]], path[1:], new)}


@st.composite
def clients(draw: st.DrawFn) -> Any:
    """What editors announce, with some of it gone or nonsense."""
    client = draw(st.sampled_from(CLIENTS))
    for _ in range(draw(st.integers(0, 3))):
        path, place = [], client
        while isinstance(place, dict) and place and draw(st.integers(0, 4)):
            name = draw(st.sampled_from(sorted(place)))
            path.append(name)
            place = place[name]
        client = changed(client, path, draw(st.none() | JSON))
    return client


@given(clients())
def test_every_editor_gets_an_answer_that_the_protocol_knows(client: Any) -> None:
    answer = result(json.loads(json.dumps(client)))
    structured = CONVERTER.structure(answer, types.InitializeResult)
    assert CONVERTER.unstructure(structured) == answer


def test_every_feature_is_announced_to_somebody_and_nothing_else_is() -> None:
    methods = announced_methods(capabilities(TODAY))
    findings = {types.TEXT_DOCUMENT_DIAGNOSTIC, types.WORKSPACE_DIAGNOSTIC}
    assert methods == {feature.method for feature in FEATURES} | findings | {types.WORKSPACE_EXECUTE_COMMAND}


@pytest.mark.parametrize(
    ("client", "provider", "told"),
    [
        ({}, "positionEncoding", "utf-16"),
        ({"general": {"positionEncodings": ["utf-7", "utf-32", "utf-8"]}}, "positionEncoding", "utf-32"),
        ({}, "renameProvider", True),
        ({"textDocument": {"rename": {"prepareSupport": True}}}, "renameProvider", {"prepareProvider": True}),
        ({}, "codeLensProvider", None),
        ({"textDocument": {"codeLens": {}}}, "codeLensProvider", {"resolveProvider": True}),
        ({"textDocument": {"semanticTokens": {"requests": {}}}}, "semanticTokensProvider", None),
        ({"textDocument": {"diagnostic": {}}}, "diagnosticProvider", None),
    ],
)
def test_what_depends_on_the_editor(client: Any, provider: str, told: Any) -> None:
    assert announced(client).get(provider) == told


def test_tokens_are_told_of_as_far_as_they_are_asked_for() -> None:
    def tokens(requests: Any) -> Any:
        told = announced({"textDocument": {"semanticTokens": {"requests": requests}}})["semanticTokensProvider"]
        assert told.pop("legend")
        return told

    assert tokens({"full": True}) == {"full": True}
    assert tokens({"full": {"delta": True}}) == {"full": {"delta": True}}
    assert tokens({"range": {}}) == {"range": True}


def test_empty_options_count_and_false_and_null_do_not() -> None:
    client = {"a": {}, "b": False, "c": None, "d": {"e": True}}
    assert [has(client, path) for path in ("a", "b", "c", "d", "d.e", "d.f", "d.e.f")] == [True] + [False] * 2 + [
        True,
        True,
        False,
        False,
    ]
