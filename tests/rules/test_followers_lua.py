"""One mistake, one finding: each pair of the followers' table whose cause is a rule about sources, modules and imports.

Each case is a small project with one mistake. Without the table it gives a finding of the effect, too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.rules import engine
from lua_entries.rules.followers import FOLLOWS
from tests.support.project import check_project, lint_text

CAUSES = (
    "source-not-found",
    "source-outside-root",
    "undeclared-require",
    "unknown-module",
    "global-listed",
    "malformed-id",
    "nondeterministic-module",
    "unresolved-import",
    "import-kind",
    "alias-collision",
    "duplicate-target",
)

INDEX = "--- _index.yaml\nnamespace: shop\nentries:\n"
QUOTE = "  - name: quote\n    kind: function.lua\n    source: file://quote.lua\n    method: main\n"
ORDER = "  - name: order\n    kind: workflow.lua\n    source: file://order.lua\n    method: main\n"
MONEY = "  - {name: money, kind: library.lua, source: file://money.lua, method: cents}\n"
MONEY_LUA = "--- money.lua\nreturn { cents = function(euros) return euros * 100 end }\n"
PLAIN = "return { main = function() return 1 end }\n"

CASES = [
    (
        "source-not-found",
        "orphan-lua-file",
        f"{INDEX}{QUOTE.replace('quote.lua', 'qoute.lua  # LE201')}--- quote.lua\n{PLAIN}",
    ),
    (
        "source-outside-root",
        "orphan-lua-file",
        f"{INDEX}{QUOTE.replace('file://quote.lua', 'file://../quote.lua  # LE202')}--- quote.lua\n{PLAIN}",
    ),
    (
        "unknown-module",
        "undeclared-require",
        f"{INDEX}{QUOTE}    modules: [jsn]  # LE302\n--- quote.lua\nlocal json = require('json')\n"
        "return { main = function() return json.encode({}) end }\n",
    ),
    (
        "unknown-module",
        "unused-module",
        f"{INDEX}{QUOTE}    modules: [jsn]  # LE302\n--- quote.lua\n{PLAIN}",
    ),
    (
        "unknown-module",
        "undeclared-module-global",
        f"{INDEX}{QUOTE}    modules: [jsn]  # LE302\n--- quote.lua\n"
        "return { main = function() return json.encode({}) end }\n",
    ),
    (
        "global-listed",
        "unused-module",
        f"{INDEX}{QUOTE}    modules: [math]  # LE304\n--- quote.lua\n{PLAIN}",
    ),
    (
        "undeclared-require",
        "unused-module",
        f"{INDEX}{QUOTE}    modules: [json]\n--- quote.lua\nlocal json = require('jsn')  -- LE301\n"
        "return { main = function() return json end }\n",
    ),
    (
        "undeclared-require",
        "unused-import",
        f"{INDEX}{MONEY}{QUOTE}    imports: {{money: shop:money}}\n{MONEY_LUA}"
        "--- quote.lua\nlocal money = require('mony')  -- LE301\nreturn { main = function() return money end }\n",
    ),
    (
        "nondeterministic-module",
        "unused-module",
        f"{INDEX}{ORDER}    modules: [sql]  # LE305\n--- order.lua\n{PLAIN}",
    ),
    (
        "nondeterministic-module",
        "unused-import",
        f"{INDEX}{ORDER}    imports: {{rows: shop:rows}}  # LE305\n"
        "  - {name: rows, kind: library.lua, source: file://rows.lua, method: all, modules: [sql]}\n"
        f"--- order.lua\n{PLAIN}--- rows.lua\nlocal sql = require('sql')\n"
        "return { all = function() return sql end }\n",
    ),
    (
        "unresolved-import",
        "unused-import",
        f"{INDEX}{MONEY}{QUOTE}    imports: {{money: shop:mony}}  # LE401\n{MONEY_LUA}--- quote.lua\n{PLAIN}",
    ),
    (
        "import-kind",
        "unused-import",
        f"{INDEX}  - {{name: rates, kind: registry.entry}}\n{QUOTE}    imports: {{rates: shop:rates}}  # LE402\n"
        f"--- quote.lua\n{PLAIN}",
    ),
    (
        "malformed-id",
        "unused-import",
        f"{INDEX}{QUOTE}    imports: {{money: 'shop:'}}  # LE407\n--- quote.lua\n{PLAIN}",
    ),
    (
        "alias-collision",
        "unused-import",
        f"{INDEX}{MONEY}{QUOTE}    modules: [json]\n    imports: {{json: shop:money}}  # LE404\n"
        f"{MONEY_LUA}--- quote.lua\n{PLAIN}",
    ),
    (
        "alias-collision",
        "unknown-import-member",
        f"{INDEX}{MONEY}{QUOTE}    modules: [json]\n    imports: {{json: shop:money}}  # LE404\n{MONEY_LUA}"
        "--- quote.lua\nlocal json = require('json')\nreturn { main = function() return json.encode({}) end }\n",
    ),
    (
        "alias-collision",
        "unknown-module-member",
        f"{INDEX}{QUOTE}    modules: [json]\n    imports: {{json: uuid}}  # LE404\n--- quote.lua\n"
        "local json = require('json')\nreturn { main = function() return json.encode({}) end }\n",
    ),
    (
        "duplicate-target",
        "unused-import",
        f"{INDEX}{MONEY}{QUOTE}    imports:\n      money: shop:money\n      amounts: shop:money  # LE405\n{MONEY_LUA}"
        "--- quote.lua\nlocal money = require('money')\nreturn { main = function() return money end }\n",
    ),
    (
        "duplicate-target",
        "unused-module",
        f"{INDEX}{QUOTE}    modules: [json]\n    imports: {{codec: json}}  # LE405\n"
        "--- quote.lua\nlocal codec = require('codec')\nreturn { main = function() return codec.encode({}) end }\n",
    ),
]
EACH = pytest.mark.parametrize(
    ("cause", "effect", "text"), CASES, ids=[f"{cause}-{effect}" for cause, effect, _ in CASES]
)


@EACH
def test_only_the_cause_is_reported(cause: str, effect: str, text: str, tmp_path: Path) -> None:
    check_project(tmp_path, text)


@EACH
def test_without_the_table_the_effect_is_reported_too(
    cause: str, effect: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "without_followers", list)
    rules = [finding.rule for finding in lint_text(tmp_path, text)]
    assert rules.count(cause) == 1
    assert effect in rules


def test_each_pair_of_these_causes_has_a_case() -> None:
    pairs = {(follow.cause, follow.effect) for follow in FOLLOWS if follow.cause in CAUSES}
    assert {(cause, effect) for cause, effect, _ in CASES} == pairs


def test_a_missing_declaration_hides_nothing_but_what_it_names(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        f"""
{INDEX}{QUOTE}    modules:
      - time  # LE303
--- quote.lua
local yaml = require("yaml")  -- LE301
return {{ main = function() return yaml, http.method end }}  -- LE306
""".lstrip(),
    )
