"""Recovered nodes contain their children, also where a value runs past a line that was taken out."""

from __future__ import annotations

from lua_entries.syntax.yaml import parse_yaml
from tests.syntax.yaml.tools import check_spans


def test_a_value_that_runs_past_a_lost_line_lies_inside_of_its_mapping() -> None:
    text = "ource: file://one.lua\n    method: main\n v"
    check_spans(text, parse_yaml(text))
