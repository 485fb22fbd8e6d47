"""Scalar types, compared with what gopkg.in/yaml.v3 v3.0.1 makes of the same texts."""

from __future__ import annotations

import pytest

from lua_entries.syntax.yaml import parse_yaml
from lua_entries.syntax.yaml.nodes import Mapping, Scalar, ScalarType

# What yaml.v3 answered for `a: <text>`.
PLAIN: dict[ScalarType, str] = {
    "str": """
        yes no on off Yes ON y n Y N tRUE trUe ~~ nULL none .Nan nan -.nan +.nan inf
        0o8 0b2 0x 0xg _1 1+1 --1 . .. .e5 .5e 1e999 -1e999 .5e999 1.2.3 0x1p4 0x1.8
        2024-01-01 2024-1-1 2024-13-01 2024-01-01T10:00:00Z 1:30 190:20:30 10s 1k 0644x -1x a.b app:name file://x é ٣
    """,
    "int": """
        0600 0o600 0O17 0755 00 0 -0 +0 0_7 07_55 0b1 0B1 -0b1 +0b1 0b1_0 -0o7 0x1F 0X1f 0x_F -0x1F
        1_000 1_ 1__0 +12 -12 18446744073709551615 9223372036854775807 9223372036854775808 -9223372036854775808
    """,
    "float": """
        .nan .NaN .NAN .inf .Inf .INF +.inf -.INF +.Inf 08 09 0_8 1.5 1. .5 +.5 -.5 .5_0 1.5_0
        1e5 1E3 1e+3 1.e3 12e03 1e-999 0.0 18446744073709551616 -9223372036854775809 +9223372036854775808
    """,
    "bool": "true True TRUE false False FALSE",
    "null": "~ null Null NULL",
}
TAGGED: dict[str, ScalarType | None] = {
    "!!str 5": "str",
    "!!str": "str",
    "!!int 5": "int",
    "!!int 0600": "int",
    "!!int x": None,
    "!!int 1.5": None,
    '!!int "5"': "int",
    "!!float 1": "float",
    '!!float "1.5"': "float",
    "!!float x": None,
    "!!float .inf": "float",
    "!!bool true": "bool",
    "!!bool yes": None,
    '!!bool "true"': "bool",
    "!!null ~": "null",
    "!!null x": None,
    "!!null": "null",
    "!custom 5": "str",
    "! 5": "int",
    "! '5'": "str",
    "!<tag:yaml.org,2002:int> 7": "int",
    "!!timestamp 2024-01-01": "str",
    "!!timestamp x": None,
    "!!seq x": "str",
    "!!binary aGk=": "str",
}


def read(text: str) -> Scalar:
    root = parse_yaml(f"a: {text}\n").root
    assert isinstance(root, Mapping)
    value = root.pairs[0].value
    assert isinstance(value, Scalar)
    return value


@pytest.mark.parametrize(("type_", "words"), PLAIN.items())
def test_plain(type_: ScalarType, words: str) -> None:
    assert {word: read(word).type for word in words.split()} == dict.fromkeys(words.split(), type_)


def test_nothing_is_null() -> None:
    assert read("").type == "null"


@pytest.mark.parametrize("word", " ".join(PLAIN.values()).split())
def test_quotes_make_strings(word: str) -> None:
    for quote in "'\"":
        scalar = read(f"{quote}{word}{quote}")
        assert (scalar.type, scalar.text, scalar.style) == ("str", word, quote)


@pytest.mark.parametrize(("text", "type_"), TAGGED.items())
def test_tags(text: str, type_: ScalarType | None) -> None:
    file = parse_yaml(f"a: {text}\n")
    assert [problem.rule for problem in file.problems] == ([] if type_ else ["yaml-syntax"])
    assert type_ is None or read(text).type == type_


def test_a_tag_is_no_part_of_the_scalar() -> None:
    text = "a: !!str &x  # why\n  '5'\nb: !!int\n  7\n"
    root = parse_yaml(text).root
    assert isinstance(root, Mapping)
    first, second = (pair.value for pair in root.pairs)
    assert text[first.start : first.end] == "'5'"
    assert text[second.start : second.end] == "7"


def test_very_long_numbers_take_no_time() -> None:
    assert read("1" * 100_000).type == "str"
    assert read("0x" + "f" * 100_000).type == "str"
