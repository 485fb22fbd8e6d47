"""Of two findings about one mistake the second is dropped: references, ids in Lua, members, contracts, parameters."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from lua_entries.rules import engine
from lua_entries.rules.followers import FOLLOWS
from lua_entries.rules.registry import RULE_CODES
from tests.support.project import lint_text

EFFECTS = {
    "field-constraint",
    "value-not-unique",
    "unresolved-reference",
    "reference-kind",
    "unresolved-literal",
    "requirement-target",
    "contract-methods",
    "unresolved-data-id",
    "unknown-parameter",
    "unknown-module-member",
    "unknown-import-member",
}


class Case(NamedTuple):
    """A project with one mistake, which gives the cause; the effect only follows."""

    cause: str
    effect: str
    text: str


RUN = "return function() return 1 end"

# How the one index file that should declare `app:target` fails to do so, by cause.
HIDDEN = {
    "yaml-syntax": "  - {name: target, kind: KIND, FIELDS\n",
    "limit-exceeded": "  - {name: first, kind: fs.embed}\n  - {name: target, kind: KIND, FIELDS}\n",
    "missing-field": "  - {kind: KIND, FIELDS}\n",
    "invalid-name": '  - {name: "tar:get", kind: KIND, FIELDS}\n',
    "duplicate-key": "  - {name: first, kind: fs.embed}\nentries:\n  - {name: target, kind: KIND, FIELDS}\n",
    "definition-file": "  - a text\n  - {name: other, kind: fs.embed}\n",
}
# Who refers to it, by effect; and what kind it should have.
REFERRERS = {
    "unresolved-reference": (
        "http.service",
        'addr: ":80"',
        '--- b/_index.yaml\nnamespace: b\nentries:\n  - {name: r, kind: http.router, meta: {server: "app:target"}}\n',
    ),
    "requirement-target": (
        "fs.embed",
        "meta: {}",
        "--- b/_index.yaml\nnamespace: b\nentries:\n"
        '  - {name: r, kind: ns.requirement, targets: [{entry: "app:target", path: .meta.x}]}\n',
    ),
    "unresolved-literal": (
        "fs.embed",
        "meta: {}",
        "--- b/_index.yaml\nnamespace: b\nentries:\n"
        "  - {name: r, kind: function.lua, modules: [fs], method: x, "
        "source: \"return function() return fs.get('app:target') end\"}\n",
    ),
    "unresolved-data-id": (
        "fs.embed",
        "meta: {}",
        '--- b/_index.yaml\nnamespace: b\nentries:\n  - {name: r, kind: registry.entry, files: "app:target"}\n',
    ),
    "unknown-parameter": (
        "ns.requirement",
        'targets: [{entry: "b:r", path: .meta.x}]',
        "--- more/_index.yaml\nnamespace: acme.app\nentries:\n"
        '  - {name: asked, kind: ns.requirement, targets: [{entry: "b:r", path: .meta.y}]}\n'
        "--- b/_index.yaml\nnamespace: b\nentries:\n"
        "  - {name: r, kind: ns.dependency, component: acme/app, version: v, parameters: [{name: target, value: x}]}\n",
    ),
}


def hidden() -> list[Case]:
    cases = []
    for cause, declaration in HIDDEN.items():
        for effect, (kind, fields, referrer) in REFERRERS.items():
            written = declaration.replace("KIND", kind).replace("FIELDS", fields)
            limits = "--- lua-entries.toml\n[limits]\nmax-entries = 1\n" if cause == "limit-exceeded" else ""
            namespace = "acme.app" if effect == "unknown-parameter" else "app"
            text = f"{limits}--- a/_index.yaml\nnamespace: {namespace}\nentries:\n{written}{referrer}"
            cases.append(Case(cause, effect, text))
    return cases


def lua(entry: str, text: str) -> str:
    return (
        "--- src/_index.yaml\nnamespace: app\nentries:\n"
        "  - {name: db, kind: db.sql.sqlite, file: x.db}\n"
        "  - {name: money, kind: library.lua, source: file://money.lua, method: total}\n"
        "  - {name: coins, kind: library.lua, source: file://coins.lua, method: totl}\n"
        "  - name: main\n    kind: function.lua\n    source: file://main.lua\n    method: main\n"
        + entry
        + "--- src/money.lua\nreturn { total = print }\n--- src/coins.lua\nreturn { totl = print }\n"
        f"--- src/main.lua\n{text}\n"
    )


CASES = [
    *hidden(),
    Case(
        "lua-syntax",
        "unresolved-literal",
        lua("    modules: [funcs]\n", 'local x = funcs.call("app:none")\nlocal y = = 1\nreturn { main = print }'),
    ),
    Case(
        "lua-syntax",
        "reference-kind",
        lua("    modules: [funcs]\n", 'local x = funcs.call("app:db")\nlocal y = = 1\nreturn { main = print }'),
    ),
    Case(
        "lua-syntax",
        "unknown-module-member",
        lua("    modules: [json]\n", "local x = json.encoed({})\nlocal y = = 1\nreturn { main = print }"),
    ),
    Case(
        "lua-syntax",
        "unknown-import-member",
        lua(
            '    imports: {money: "app:money"}\n',
            'local money = require("money")\nlocal x = money.totl()\nlocal y = = 1\nreturn { main = print }',
        ),
    ),
    Case(
        "alias-collision",
        "unknown-module-member",
        lua(
            '    modules: [json]\n    imports: {json: "app:coins"}\n',
            'local json = require("json")\nreturn { main = function() return json.totl() end }',
        ).replace('"app:coins"', "time"),
    ),
    Case(
        "alias-collision",
        "unknown-import-member",
        lua(
            '    modules: [json]\n    imports: {json: "app:money"}\n',
            'local json = require("json")\nreturn { main = function() return json.encode({}) end }',
        ),
    ),
    Case(
        "duplicate-key",
        "unknown-import-member",
        lua(
            "    imports:\n      money: app:money\n      money: app:coins\n",
            'local money = require("money")\nreturn { main = function() return money.totl() end }',
        ),
    ),
    Case(
        "unknown-kind",
        "reference-kind",
        "--- src/_index.yaml\nnamespace: app\nentries:\n"
        "  - {name: board, kind: btea.app.lua, source: file://x.lua, method: main}\n"
        "  - {name: web, kind: http.service, addr: ':80'}\n"
        "  - {name: api, kind: http.router, meta: {server: web}}\n"
        "  - {name: e, kind: http.endpoint, meta: {router: api}, method: GET, path: /, func: board}\n"
        f"--- src/x.lua\n{RUN}\n",
    ),
    Case(
        "missing-field",
        "reference-kind",
        "--- src/_index.yaml\nnamespace: app\nentries:\n"
        "  - {name: web, addr: ':80'}\n"
        "  - {name: api, kind: http.router, meta: {server: web}}\n",
    ),
    Case(
        "unknown-kind",
        "unknown-parameter",
        "--- a/_index.yaml\nnamespace: acme.app\nentries:\n"
        '  - {name: asked, kind: ns.requirement, targets: [{entry: "b:r", path: .meta.y}]}\n'
        '  - {name: target, kind: ns.requirment, targets: [{entry: "b:r", path: .meta.x}]}\n'
        "--- b/_index.yaml\nnamespace: b\nentries:\n"
        "  - {name: r, kind: ns.dependency, component: acme/app, version: v, parameters: [{name: target, value: x}]}\n",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.cause}-{case.effect}" for case in CASES])
def test_only_the_cause_is_reported(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [finding.rule for finding in lint_text(tmp_path, case.text)] == [case.cause]
    # The effect is there, and it is the table that drops it.
    monkeypatch.setattr(engine, "without_followers", list)
    assert case.effect in {finding.rule for finding in lint_text(tmp_path, case.text)}


def test_every_pair_of_the_table_has_a_case() -> None:
    wanted = {(follow.cause, follow.effect) for follow in FOLLOWS if follow.effect in EFFECTS}
    assert wanted == {(case.cause, case.effect) for case in CASES}
    assert set(RULE_CODES) >= EFFECTS


ONE = """
--- src/_index.yaml
namespace: app
entries:
  - {name: os, kind: env.storage.os}
  - {name: run, kind: function.lua, source: "return function() return 1 end", method: main}
"""


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("field-type", "  - {name: port, kind: env.variable, storage: [app:none]}\n"),
        ("field-type", "  - {name: s, kind: cloudstorage.s3, bucket: b, config: {ns: app, name: none}}\n"),
        ("missing-field", "  - {name: port, kind: env.variable, storag: app:none}\n"),
        ("field-constraint", "  - {name: aws, kind: config.aws, regoin: eu}\n"),
        ("duplicate-entry", "  - {name: v, kind: env.variable, storage: 'app:os', variable: V}\n" * 2),
        (
            "unresolved-reference",
            "  - {name: b, kind: contract.binding, contracts: [{contract: 'app:none', methods: {x: 'app:run'}}]}\n",
        ),
        (
            "missing-field",
            "  - {name: c, kind: contract.definition, methods: [{description: x}]}\n"
            "  - {name: b, kind: contract.binding, contracts: [{contract: 'app:c', methods: {x: 'app:run'}}]}\n",
        ),
        (
            "value-not-unique",
            "  - {name: c, kind: contract.definition, methods: [{name: x}, {name: x}]}\n"
            "  - {name: b, kind: contract.binding, contracts: [{contract: 'app:c', methods: {x: 'app:run'}}]}\n",
        ),
        (
            "unknown-kind",
            "  - {name: c, kind: contract.defintion, methods: [{name: x}]}\n"
            "  - {name: b, kind: contract.binding, contracts: [{contract: 'app:c', methods: {y: 'app:run'}}]}\n",
        ),
    ],
)
def test_one_mistake_gives_one_finding(tmp_path: Path, rule: str, text: str) -> None:
    assert [finding.rule for finding in lint_text(tmp_path, ONE + text)] == [rule]
