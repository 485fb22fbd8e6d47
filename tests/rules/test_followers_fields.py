"""One mistake, one finding: each pair of the followers' table whose cause is a rule about files and fields.

Each case is a small project with one mistake. Without the table it gives findings of the effect, too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.project.workspace import LoadRequest, load_workspace
from lua_entries.rules import engine
from lua_entries.rules.followers import FOLLOWS
from lua_entries.rules.registry import RULE_CODES
from tests.support.project import check_project, make_project

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

HEAD = """\
--- wippy.lock
directories: {modules: .wippy, src: .}
--- _index.yaml
namespace: shop
entries:
"""
QUOTE = """\
  - name: quote
    kind: function.lua
    source: file://quote.lua
    method: main
"""
LIBRARY = """\
  - name: money
    kind: library.lua
    source: file://money.lua
    method: cents
"""
MAIN = "return { main = function() return 1 end }\n"
MONEY = "--- money.lua\nreturn { cents = function(euros) return euros * 100 end }\n"
USES_JSON = """\
--- quote.lua
local json = require("json")
return { main = function() return json.encode({}) end }
"""
NAMES_JSON = """\
--- quote.lua
return { main = function() return json.encode({}) end }
"""
USES_NOTHING = f"--- quote.lua\n{MAIN}"

# Other files of the same namespace, each with one reference that only `shop:orders` or the like can satisfy.
IMPORTS = f"""\
--- sales/_index.yaml
namespace: shop
entries:
  - name: sell
    kind: function.lua
    source: file://sell.lua
    method: main
    imports: {{orders: "shop:orders"}}
--- sales/sell.lua
local orders = require("orders")
return {{ main = function() return orders end }}
"""
REFERS = """\
--- sales/_index.yaml
namespace: shop
entries:
  - name: sell
    kind: process.service
    process: shop:orders
    host: shop:hosts
  - name: hosts
    kind: process.host
"""
TARGETS = """\
--- sales/_index.yaml
namespace: shop
entries:
  - name: sell
    kind: ns.requirement
    default: x
    targets: [{entry: orders, path: meta.owner}]
"""
CALLS = """\
--- sales/_index.yaml
namespace: shop
entries:
  - name: sell
    kind: function.lua
    source: file://sell.lua
    method: main
    modules: [funcs]
--- sales/sell.lua
local funcs = require("funcs")
return { main = function() return funcs.call("shop:orders") end }
"""
MISSES = {
    "unresolved-import": IMPORTS,
    "unresolved-reference": REFERS,
    "requirement-target": TARGETS,
    "unresolved-literal": CALLS,
}
ORPHAN = "--- orders.lua\nreturn {}\n"

CASES: dict[tuple[str, str], str] = {}

# Index files of which a part is lost, so that `shop:orders` seems not to be there.
LOST = {
    "yaml-syntax": HEAD + "  - name: greeting\n    kind: registry.entry\n    text: a: b  # LE001\n",
    "definition-file": HEAD.replace("entries:", "entries: []\n---  # LE004\nnamespace: shop\nentries:") + LIBRARY,
    "duplicate-key": HEAD + LIBRARY + "entries:  # LE002\n" + QUOTE.replace("quote", "orders"),
    "limit-exceeded": "--- lua-entries.toml\n[limits]\nmax-entries = 2\n"
    + HEAD
    + "  - {name: a, kind: registry.entry}\n  - {name: b, kind: registry.entry}\n"
    + "  - {name: orders, kind: registry.entry}  # LE005\n",
}
for cause, text in LOST.items():
    more = MONEY if LIBRARY in text else ""
    for effect, user in MISSES.items():
        CASES[cause, effect] = text + user + more
    CASES[cause, "orphan-lua-file"] = text + ORPHAN + more

# Entries without a usable name.
NAMELESS = {
    "missing-field": HEAD + "  - kind: registry.entry  # LE101\n    text: hello\n",
    "invalid-name": HEAD + "  - name: ''  # LE107\n    kind: registry.entry\n",
}
for cause, text in NAMELESS.items():
    for effect, user in MISSES.items():
        CASES[cause, effect] = text + user

# What Lua may use, in fields that could not be read as they were meant.
SPOILT = {
    ("duplicate-key", "modules"): "    modules: []\n    modules: [json]  # LE002\n",
    ("duplicate-key", "imports"): "    imports: {money: shop:money}\n    imports: {}  # LE002\n",
    ("field-type", "modules"): "    modules: json  # LE103\n",
    ("field-type", "imports"): "    imports: {money: shop:money, cents: 5}  # LE103\n",
    ("unknown-field", "modules"): "    module: [json]  # LE104\n",
    ("unknown-field", "imports"): "    imports: {money: shop:money}\n    module: [json]  # LE104\n",
}
for (cause, field), lines in SPOILT.items():
    if field == "modules":
        CASES[cause, "undeclared-require"] = HEAD + QUOTE + lines + USES_JSON
        CASES[cause, "undeclared-module-global"] = HEAD + QUOTE + lines + NAMES_JSON
    else:
        CASES[cause, "unused-import"] = HEAD + QUOTE + lines + USES_NOTHING + LIBRARY_FILE if False else (
            HEAD + LIBRARY + QUOTE + lines + USES_NOTHING + MONEY
        )
CASES["duplicate-key", "unused-module"] = (
    HEAD + QUOTE + "    modules: [json]\n    modules: [time]  # LE002\n" + USES_NOTHING
)
CASES["field-type", "unused-module"] = HEAD + QUOTE + "    modules: [json, 5]  # LE103\n" + USES_NOTHING
CASES["unknown-field", "unused-module"] = (
    HEAD + QUOTE + "    modules: [json]\n    import: {a: shop:quote}  # LE104\n" + USES_NOTHING
)

CASES["missing-field", "unknown-field"] = HEAD + QUOTE.replace("quote\n", "quote  # LE101\n", 1).replace(
    "source", "sorce"
) + USES_NOTHING
