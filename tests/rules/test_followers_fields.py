"""One mistake, one finding: each pair of the followers' table whose cause is a rule about files and fields.

Each case is a small project with one mistake. Without the table it gives a finding of the effect, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lua_entries.rules import engine
from lua_entries.rules.followers import FOLLOWS
from tests.rules.test_followers_refs import EFFECTS as EFFECTS_ON_REFERENCES
from tests.support.project import check_project, lint_text

CAUSES = (
    "yaml-syntax",
    "duplicate-key",
    "lua-syntax",
    "definition-file",
    "limit-exceeded",
    "missing-field",
    "unknown-kind",
    "field-type",
    "unknown-field",
    "invalid-name",
)

ROOT = "--- wippy.lock\ndirectories: {modules: .wippy, src: .}\n"
INDEX = f"{ROOT}--- _index.yaml\nnamespace: shop\nentries:\n"
QUOTE = "  - {name: quote, kind: function.lua, source: file://quote.lua, method: main}\n"
OPEN_QUOTE = "  - name: quote\n    kind: function.lua\n    source: file://quote.lua\n    method: main\n"
MONEY = "  - {name: money, kind: library.lua, source: file://money.lua, method: cents}\n"
MONEY_LUA = "--- money.lua\nreturn { cents = function(euros) return euros * 100 end }\n"
MAIN_LUA = "--- quote.lua\nreturn { main = function() return 1 end }\n"
JSON_LUA = '--- quote.lua\nlocal json = require("json")\nreturn { main = function() return json.encode({}) end }\n'
GLOBAL_LUA = "--- quote.lua\nreturn { main = function() return json.encode({}) end }\n"

# Other index files of the namespace with one reference to `shop:orders`, by the rule that misses it.
USERS = {
    "unresolved-import": """\
--- sales/_index.yaml
namespace: shop
entries:
  - {name: sell, kind: function.lua, source: file://sell.lua, method: main, imports: {orders: "shop:orders"}}
--- sales/sell.lua
local orders = require("orders")
return { main = function() return orders end }
""",
    "unresolved-reference": """\
--- sales/_index.yaml
namespace: shop
entries:
  - {name: sell, kind: process.service, process: "shop:orders", host: "shop:hosts"}
  - {name: hosts, kind: process.host}
""",
    "requirement-target": """\
--- sales/_index.yaml
namespace: shop
entries:
  - {name: sell, kind: ns.requirement, default: x, targets: [{entry: orders, path: meta.owner}]}
""",
    "unresolved-literal": """\
--- sales/_index.yaml
namespace: shop
entries:
  - {name: sell, kind: function.lua, source: file://sell.lua, method: main, modules: [funcs]}
--- sales/sell.lua
local funcs = require("funcs")
return { main = function() return funcs.call("shop:orders") end }
""",
}
# Index files that may have declared it, before the mistake.
HIDING = {
    "yaml-syntax": f"{INDEX}  - name: greeting\n    kind: registry.entry\n    text: a: b  # LE001\n",
    "definition-file": f"{INDEX}  []\n---  # LE004\nnamespace: shop\nentries: [{{name: orders, kind: function.lua}}]\n",
    "duplicate-key": f"{INDEX}  []\nentries:  # LE002\n  - {{name: orders, kind: function.lua}}\n",
    "limit-exceeded": "--- lua-entries.toml\n[limits]\nmax-entries = 2\n"
    f"{INDEX}  - {{name: one, kind: registry.entry}}\n  - {{name: two, kind: registry.entry}}\n"
    "  - {name: orders, kind: function.lua}  # LE005\n",
    "missing-field": f"{INDEX}  - kind: registry.entry  # LE101\n    title: orders\n",
    "invalid-name": f"{INDEX}  - name: ''  # LE107\n    kind: registry.entry\n",
}
ORPHAN_LUA = "--- orders.lua\nreturn {}\n"


def cases() -> Iterator[tuple[str, str, str]]:
    """Cause, effect and project of each case."""
    for cause, index in HIDING.items():
        for effect, user in USERS.items():
            yield cause, effect, index + user
    for cause in ("yaml-syntax", "definition-file", "duplicate-key", "limit-exceeded"):
        yield cause, "orphan-lua-file", HIDING[cause] + ORPHAN_LUA
    yield from FIELDS
    for effect, (declared, lua) in LUA.items():
        yield "lua-syntax", effect, f"{INDEX}{OPEN_QUOTE}{declared}{lua}"


FIELDS = [
    (
        "yaml-syntax",
        "unused-suppression",
        f"{INDEX}  - name: greeting\n    kind: registry.entry\n    text: a: b  # LE001\n"
        "    # lua-entries: ignore[unknown-field]\n    more: text\n",
    ),
    (
        "limit-exceeded",
        "unused-suppression",
        "--- lua-entries.toml\n[limits]\nmax-nesting = 4\n"
        f"{INDEX}  - name: greeting\n    kind: registry.entry\n    text: {{a: {{b: 1}}}}  # LE005\n"
        "    # lua-entries: ignore[unknown-field]\n    more: text\n",
    ),
    (
        "duplicate-key",
        "undeclared-require",
        f"{INDEX}{OPEN_QUOTE}    modules: []\n    modules: [json]  # LE002\n{JSON_LUA}",
    ),
    (
        "duplicate-key",
        "undeclared-module-global",
        f"{INDEX}{OPEN_QUOTE}    modules: []\n    modules: [json]  # LE002\n{GLOBAL_LUA}",
    ),
    (
        "duplicate-key",
        "unused-module",
        f"{INDEX}{OPEN_QUOTE}    modules: [time]\n    modules: [json]  # LE002\n{JSON_LUA}",
    ),
    (
        "duplicate-key",
        "unused-import",
        f"{INDEX}{MONEY}{OPEN_QUOTE}    imports: {{money: shop:money}}\n    imports: {{}}  # LE002\n"
        f"{MAIN_LUA}{MONEY_LUA}",
    ),
    (
        "duplicate-key",
        "missing-field",
        f"{INDEX}{OPEN_QUOTE}    pool: {{workers: 2}}\n    pool: {{workers: 2, size: 4}}  # LE002\n{MAIN_LUA}",
    ),
    (
        "duplicate-key",
        "method-not-exported",
        f"{INDEX}{OPEN_QUOTE.replace('main', 'mian')}    method: main  # LE002\n{MAIN_LUA}",
    ),
    ("field-type", "undeclared-require", f"{INDEX}{OPEN_QUOTE}    modules: json  # LE103\n{JSON_LUA}"),
    ("field-type", "undeclared-module-global", f"{INDEX}{OPEN_QUOTE}    modules: json  # LE103\n{GLOBAL_LUA}"),
    (
        "field-type",
        "method-not-exported",
        f"{INDEX}  - name: quote\n    kind: process.lua\n    source: file://quote.lua\n    method: 7  # LE103\n"
        "--- quote.lua\nreturn { run = function() return 1 end }\n",
    ),
    (
        "field-type",
        "missing-field",
        f"{INDEX}  - {{name: server, kind: http.service, addr: ':80'}}\n"
        "  - name: api\n    kind: http.router\n    meta: [server]  # LE103\n",
    ),
    ("unknown-field", "undeclared-require", f"{INDEX}{OPEN_QUOTE}    module: [json]  # LE104\n{JSON_LUA}"),
    ("unknown-field", "undeclared-module-global", f"{INDEX}{OPEN_QUOTE}    module: [json]  # LE104\n{GLOBAL_LUA}"),
    (
        "missing-field",
        "unknown-field",
        f"{INDEX}  - name: quote\n    kind: function.lua\n    sorce: file://quote.lua  # LE101\n    method: main\n"
        f"{MAIN_LUA}",
    ),
    (
        "missing-field",
        "method-not-exported",
        f"{INDEX}  - name: quote  # LE101\n    kind: process.lua\n    source: file://quote.lua\n"
        "--- quote.lua\nreturn { run = function() return 1 end }\n",
    ),
    (
        "missing-field",
        "import-kind",
        f"{INDEX}{OPEN_QUOTE}    imports: {{money: shop:money}}\n  - name: money  # LE101\n    source: file://money.lua\n"
        f"{MONEY_LUA}--- quote.lua\nlocal money = require('money')\nreturn {{ main = function() return money end }}\n",
    ),
    (
        "missing-field",
        "reference-kind",
        f"{INDEX}  - {{name: sell, kind: process.service, process: 'shop:job', host: 'shop:hosts'}}\n"
        "  - {name: job, kind: process.lua, source: file://job.lua, method: main}\n"
        "  - name: hosts  # LE101\n    lifecycle: {}\n--- job.lua\nreturn { main = function() return 1 end }\n",
    ),
    (
        "missing-field",
        "orphan-lua-file",
        f"{INDEX}  - name: quote  # LE101\n    kind: function.lua\n    method: main\n{MAIN_LUA}",
    ),
    (
        "unknown-kind",
        "import-kind",
        f"{INDEX}{OPEN_QUOTE}    imports: {{money: shop:money}}\n  - name: money\n    kind: btea.app.lua  # LE102\n"
        f"    source: file://money.lua\n    method: cents\n{MONEY_LUA}"
        "--- quote.lua\nlocal money = require('money')\nreturn { main = function() return money end }\n",
    ),
    (
        "unknown-kind",
        "reference-kind",
        f"{INDEX}  - {{name: sell, kind: process.service, process: 'shop:job', host: 'shop:hosts'}}\n"
        "  - {name: job, kind: process.lua, source: file://job.lua, method: main}\n"
        "  - name: hosts\n    kind: module.lua  # LE102\n--- job.lua\nreturn { main = function() return 1 end }\n",
    ),
]

BROKEN = "\nlocal broken = = 1 -- LE003\n"
# What the entry declares, and Lua that is broken in one place and wrong in another.
LUA = {
    "method-not-exported": ("", f"--- quote.lua{BROKEN}return {{ main = 5 }}\n"),
    "undeclared-require": (
        "",
        f"--- quote.lua\nlocal json = require('json'){BROKEN}return {{ main = function() end }}\n",
    ),
    "unused-module": ("    modules: [json]\n", f"--- quote.lua{BROKEN}return {{ main = function() end }}\n"),
    "undeclared-module-global": (
        "",
        f"--- quote.lua\nlocal text = json.encode({{}}){BROKEN}return {{ main = function() end }}\n",
    ),
    "unused-import": (
        f"    imports: {{money: shop:money}}\n{MONEY}",
        f"--- quote.lua{BROKEN}return {{ main = function() end }}\n{MONEY_LUA}",
    ),
    "unknown-module-member": (
        "    modules: [json]\n",
        f"--- quote.lua\nlocal json = require('json')\nlocal text = json.encod({{}}){BROKEN}"
        "return { main = function() end }\n",
    ),
    "unknown-import-member": (
        f"    imports: {{money: shop:money}}\n{MONEY}",
        f"--- quote.lua\nlocal money = require('money')\nlocal text = money.cent(1){BROKEN}"
        f"return {{ main = function() end }}\n{MONEY_LUA}",
    ),
    "unresolved-literal": (
        "    modules: [funcs]\n",
        f"--- quote.lua\nlocal funcs = require('funcs')\nfuncs.call('shop:orders'){BROKEN}"
        "return { main = function() end }\n",
    ),
    "unused-suppression": (
        "",
        f"--- quote.lua\n-- lua-entries: ignore[unused-module]{BROKEN}return {{ main = function() end }}\n",
    ),
}
CASES = list(cases())
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
    held = {(cause, effect) for cause, effect, _ in CASES}
    assert held <= pairs
    assert {effect for _, effect in pairs - held} <= EFFECTS_ON_REFERENCES
