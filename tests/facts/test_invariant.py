"""Facts depend on one file's text alone and hold nothing of the trees that they were read from."""

from __future__ import annotations

import pickle

import pytest

from lua_entries.facts.index_file import index_facts
from lua_entries.facts.lua_file import lua_facts

INDEX = """\
namespace: app
meta: {team: core}
entries:
  # lua-entries: ignore[unused-module] loaded by a plugin
  - name: worker
    kind: process.lua
    source: file://worker.lua
    method: run
    modules: [json, time]
"""

LUA = """\
local json = require("json")
local M = {}
--- Encodes a value.
function M.run(value: any): string
    return json.encode(value)
end
return M
"""


@pytest.mark.parametrize(("make", "text"), [(index_facts, INDEX), (lua_facts, LUA)])
def test_facts_survive_a_round_trip_through_bytes_and_are_the_same_every_time(make, text) -> None:  # type: ignore[no-untyped-def]  # two signatures
    facts = make(text)
    assert pickle.loads(pickle.dumps(facts)) == facts
    assert make(text) == facts
