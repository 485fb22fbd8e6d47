"""Renaming across YAML and Lua, and the reasons not to."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.features.rename import Prepared, Refusal, prepare_rename, rename
from tests.features.shop import SHOP
from tests.support.cursor import Cursor, open_project, show
from tests.support.edited import changed_lines, edited

INDEX = "src/_index.yaml"
LIST = "src/list.lua"
LIB = "src/lib/money.lua"
LIB_INDEX = "src/lib/_index.yaml"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Cursor:
    return open_project(tmp_path_factory.mktemp("shop"), SHOP)


def renamed(cursor: Cursor, new: str) -> list[str]:
    """The lines that change, those that are only offered marked with `?`."""
    result = rename(cursor.snapshot, cursor.path, cursor.offset, new)
    assert not isinstance(result, Refusal), result.reason
    sure = changed_lines(cursor.root, cursor.snapshot, edited(cursor.snapshot, result.edits))
    unsure = changed_lines(cursor.root, cursor.snapshot, edited(cursor.snapshot, result.unsure))
    return [*sure, *(f"? {line}" for line in unsure)]


def refused(cursor: Cursor, new: str) -> str:
    result = rename(cursor.snapshot, cursor.path, cursor.offset, new)
    assert isinstance(result, Refusal), result
    return result.reason


ENTRY = [
    'src/_index.yaml:3 meta: {router: "shop:routes"}',
    "src/_index.yaml:8 - name: routes",
    "src/_index.yaml:15 - {entry: shop:routes, path: .prefix}",
    "src/_index.yaml:16 - {entry: routes, path: meta.server}",
]
NAMESPACE = [
    "src/_index.yaml:30 money: shop.kit:money",
    'src/_index.yaml:42 imports: {money: "shop.kit:money"}',
    "src/lib/_index.yaml:1 namespace: shop.kit",
]
ALIAS = ["src/_index.yaml:30 cash: shop.lib:money", 'src/list.lua:1 local m = require("cash")']
FUNCTION = [
    "src/lib/money.lua:3 local function show(amount: number, currency: string?): string",
    "src/lib/money.lua:8 return show(#orders)",
    "src/lib/money.lua:11 return { show = show, sum = sum }",
    "src/list.lua:10 return json.encode({ total = m.show(total) })",
    "src/list.lua:14 return m.show(text)",
]
METHOD = ["src/_index.yaml:27 method: main", "src/list.lua:7 function M.main(orders: {any}): string"]


@pytest.mark.parametrize(
    ("path", "text", "more", "new", "expected"),
    [
        (INDEX, "name: api", 7, "routes", ENTRY),
        (INDEX, "entry: api", 8, "routes", ENTRY),
        (INDEX, '"shop:api"', 7, "routes", ENTRY),
        (
            LIST,
            "shop:total",
            7,
            "sum_up",
            ["src/_index.yaml:33 - name: sum_up", 'src/list.lua:8 local total = funcs.call("shop:sum_up", orders)'],
        ),
        (LIB_INDEX, "shop.lib", 3, "shop.kit", NAMESPACE),
        (INDEX, "shop.lib:money", 3, "shop.kit", NAMESPACE),
        (INDEX, "money: shop", 1, "cash", ALIAS),
        (LIST, '"money"', 1, "cash", ALIAS),
        (LIB, "format(amount", 1, "show", FUNCTION),
        (LIB, "format = ", 1, "show", FUNCTION),
        (LIST, "m.format", 4, "show", FUNCTION),
        (INDEX, "method: run", 9, "main", METHOD),
        (LIST, "M.run", 3, "main", METHOD),
        (INDEX, "method: run", 9, "run", []),
    ],
)
def test_rename(shop: Cursor, path: str, text: str, more: int, new: str, expected: list[str]) -> None:
    assert renamed(shop.at(path, text, more), new) == expected


def test_all_of_a_namespace(shop: Cursor) -> None:
    lines = renamed(shop.at(INDEX, "namespace: shop", 12), "store")
    assert lines == [
        "src/_index.yaml:2 namespace: store",
        'src/_index.yaml:3 meta: {router: "store:api"}',
        "src/_index.yaml:10 meta: {server: store:gateway}",
        "src/_index.yaml:15 - {entry: store:api, path: .prefix}",
        'src/list.lua:8 local total = funcs.call("store:total", orders)',
    ]


@pytest.mark.parametrize(
    ("path", "text", "more", "expected"),
    [
        (INDEX, "name: api", 7, "src/_index.yaml:8:11-14 api"),
        (INDEX, "shop:gateway}", 8, "src/_index.yaml:10:25-32 gateway"),
        (INDEX, "shop:gateway}", 1, "src/_index.yaml:10:20-24 shop"),
        (INDEX, "money: shop", 1, "src/_index.yaml:30:7-12 money"),
        (LIST, '"money"', 1, "src/list.lua:1:20-25 money"),
        (LIST, "m.format", 4, "src/list.lua:10:34-40 format"),
        (LIST, "shop:total", 8, "src/list.lua:8:34-39 total"),
    ],
)
def test_prepare(shop: Cursor, path: str, text: str, more: int, expected: str) -> None:
    cursor = shop.at(path, text, more)
    found = prepare_rename(shop.snapshot, cursor.path, cursor.offset)
    assert isinstance(found, Prepared)
    assert show(shop.root, shop.snapshot, [(found.path, found.span)]) == [expected]
    assert expected.endswith(f" {found.placeholder}")


@pytest.mark.parametrize(
    ("path", "text", "more", "expected"),
    [
        (INDEX, "http.router", 2, "the names of kinds are given by the runtime"),
        (INDEX, "prefix: /", 2, "the names of fields are given by the runtime"),
        (INDEX, "json]", 2, "the names of modules and their members are given by the runtime"),
        (LIST, "funcs.call", 7, "the names of modules and their members are given by the runtime"),
        (INDEX, "file://list", 2, "rename the file itself; this path follows"),
        (INDEX, "# Lists", 3, "there is nothing here that can be renamed"),
        (LIST, "m.format", 0, "this is a local of the Lua file; rename the import where `money` is written"),
        (LIB_INDEX, "none", 2, "`src/lib/money.lua` is not known to return `none`"),
    ],
)
def test_what_cannot_be_renamed(shop: Cursor, path: str, text: str, more: int, expected: str) -> None:
    cursor = shop.at(path, text, more)
    assert prepare_rename(shop.snapshot, cursor.path, cursor.offset) == Refusal(expected)
    assert rename(shop.snapshot, cursor.path, cursor.offset, "other") == Refusal(expected)


@pytest.mark.parametrize(
    ("path", "text", "more", "new", "expected"),
    [
        (INDEX, "name: api", 7, "gateway", "`shop:gateway` exists already"),
        (INDEX, "name: api", 7, "a:b", "`a:b` cannot be the name of an entry: use letters, digits, `_`, `-` and `.`"),
        (INDEX, "name: api", 7, "", "`` cannot be the name of an entry: use letters, digits, `_`, `-` and `.`"),
        (INDEX, "name: api", 7, "007", "`007` cannot be the name of an entry: YAML would not read it as a name"),
        (INDEX, "name: api", 7, "true", "`true` cannot be the name of an entry: YAML would not read it as a name"),
        (LIB_INDEX, "shop.lib", 3, "shop", "the namespace `shop` exists already"),
        (LIB_INDEX, "shop.lib", 3, "a b", "`a b` cannot be a namespace: use letters, digits, `_`, `-` and `.`"),
        (INDEX, "money: shop", 1, "hash", "`shop:list` imports something as `hash` already"),
        (INDEX, "money: shop", 1, "json", "`json` is the name of a module"),
        (INDEX, "money: shop", 1, "sql", "`sql` is the name of a module"),
        (INDEX, "money: shop", 1, "print", "`print` is a global of every chunk"),
        (LIB, "format(amount", 1, "sum", "`src/lib/money.lua` returns `sum` already"),
        (LIB, "format(amount", 1, "end", "`end` cannot be the name of a function in Lua"),
        (LIB, "format(amount", 1, "a.b", "`a.b` cannot be the name of a function in Lua"),
    ],
)
def test_new_names_that_do_not_fit(shop: Cursor, path: str, text: str, more: int, new: str, expected: str) -> None:
    assert refused(shop.at(path, text, more), new) == expected


FORMS = """
--- wippy.lock
directories: {src: .}
--- .wippy.yaml
version: "1.0"
override:
  app:target:meta.comment: Other
  "app:target:meta.title": Other
--- _index.yaml
version: "1.0"
namespace: app
entries:
  - name: 'target' # kept
    kind: function.lua
    source: file://f.lua
    method: run
    modules: [funcs, security]
    imports: {lib: app:lib}
  - {name: lib, kind: library.lua, source: file://lib.lua}
  - name: "data"
    kind: registry.entry
    meta:
      depends_on: ["app:target", target, "ns:app"]
    list: [app:target, "app:target", app:targets, { id: 'app:target' }]
  - {name: policy, kind: security.policy, groups: [admins, "app:users"]}
  - name: scope
    kind: contract.binding
    contracts:
      - {contract: app:none, methods: {get: 'app:target'}}
--- f.lua
local funcs = require("funcs")
local ID = "app:target" -- "app:target"
local function run()
  funcs.call(ID)
  funcs.call('app:target')
  require("security").named_scope("app:users")
  return { "app:target", "see app:target", [[app:target]] }, require("lib")
end
return { run = run }
--- lib.lua
return function() end
"""


def test_every_form_of_a_reference(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, FORMS)
    lines = renamed(cursor.at("_index.yaml", "'target'", 1), "aim")
    assert lines == [
        ".wippy.yaml:3 app:aim:meta.comment: Other",
        '.wippy.yaml:4 "app:aim:meta.title": Other',
        "_index.yaml:4 - name: 'aim' # kept",
        '_index.yaml:14 depends_on: ["app:aim", aim, "ns:app"]',
        "_index.yaml:20 - {contract: app:none, methods: {get: 'app:aim'}}",
        'f.lua:2 local ID = "app:aim" -- "app:target"',
        "f.lua:5 funcs.call('app:aim')",
        "? _index.yaml:15 list: [app:aim, \"app:aim\", app:targets, { id: 'app:aim' }]",
        '? f.lua:7 return { "app:aim", "see app:target", [[app:aim]] }, require("lib")',
    ]


def test_every_form_of_a_namespace(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, FORMS)
    assert renamed(cursor.at("_index.yaml", "namespace: app", 12), "shop") == [
        ".wippy.yaml:3 shop:target:meta.comment: Other",
        '.wippy.yaml:4 "shop:target:meta.title": Other',
        "_index.yaml:2 namespace: shop",
        "_index.yaml:9 imports: {lib: shop:lib}",
        '_index.yaml:14 depends_on: ["shop:target", target, "ns:shop"]',
        '_index.yaml:16 - {name: policy, kind: security.policy, groups: [admins, "shop:users"]}',
        "_index.yaml:20 - {contract: shop:none, methods: {get: 'shop:target'}}",
        'f.lua:2 local ID = "shop:target" -- "app:target"',
        "f.lua:5 funcs.call('shop:target')",
        'f.lua:6 require("security").named_scope("shop:users")',
        "? _index.yaml:15 list: [shop:target, \"shop:target\", app:targets, { id: 'shop:target' }]",
        '? f.lua:7 return { "shop:target", "see app:target", [[shop:target]] }, require("lib")',
    ]


DOUBLED = """
--- wippy.lock
directories: {src: ./src, modules: .wippy}
modules:
  - {name: acme/kit, version: v1.0.0}
--- .gitignore
.wippy
--- .wippy/vendor/acme/kit/_index.yaml
namespace: acme.kit
entries:
  - {name: lib, kind: library.lua, source: file://kit.lua, imports: {own: app:lib}}
--- .wippy/vendor/acme/kit/kit.lua
return { help = function() end }
--- src/_index.yaml
namespace: app
entries:
  - {name: twin, kind: library.lua, source: file://f.lua}
  - {name: twin, kind: library.lua, source: file://f.lua}
  - {name: lib, kind: library.lua, source: file://lib.lua}
  - {name: f, kind: function.lua, source: file://f.lua, method: run, imports: {kit: acme.kit:lib, two: app:twin}}
  - {name: g, kind: process.lua, source: file://g.lua, imports: {a: app:elsewhere, b: app:gone, c: app:lazy}}
  - {name: lazy, kind: library.lua, source: file://lazy.lua}
  - {name: h, kind: function.lua, source: file://h.lua, method: run, imports: {it: app:lazy, lib: app:lib}}
  - {name: "esc\\u0061ped", kind: library.lua, source: file://lib.lua}
  - {name: user, kind: library.lua, source: file://lib.lua, imports: {e: app:escaped}}
--- src/broken/_index.yaml
namespace: app.broken
entries:
  - name: a
    imports: {x: app:used_here
--- src/more/_index.yaml
namespace: app.more
entries:
  - {name: used_here, kind: library.lua, source: file://it.lua}
--- src/more/it.lua
return {}
--- src/f.lua
local kit = require("kit")
return { run = kit.help, two = two }
--- src/lib.lua
return {}
--- src/g.lua
return { main = function() return require("a" .. "b") end }
--- src/h.lua
local it = require("it")
it.new():show()
return function() return lib, it.new, it.tell end
--- src/lazy.lua
local Lazy = {}
Lazy.__index = Lazy
function Lazy.new() return setmetatable({}, Lazy) end
function Lazy:show() return self end
return Lazy
"""


@pytest.mark.parametrize(
    ("path", "text", "more", "new", "expected"),
    [
        ("_index.yaml", "twin", 1, "other", "`app:twin` is declared more than once"),
        ("_index.yaml", "app:twin", 5, "other", "`app:twin` is declared more than once"),
        ("_index.yaml", "acme.kit:lib", 10, "other", "`acme.kit:lib` belongs to an installed module"),
        ("_index.yaml", "acme.kit:lib", 2, "other", "`acme.kit` belongs to an installed module"),
        ("f.lua", "kit.help", 5, "other", "`.wippy/vendor/acme/kit/kit.lua` belongs to an installed module"),
        (
            "_index.yaml",
            "name: lib",
            7,
            "other",
            "`.wippy/vendor/acme/kit/_index.yaml` names `lib`, and it belongs to an installed module",
        ),
        ("_index.yaml", "app:gone", 5, "other", "there is no such entry in this workspace"),
        ("_index.yaml", "name: h", 7, "gone", "`src/_index.yaml` refers to `app:gone`, which would then be this entry"),
        (
            "more/_index.yaml",
            "used_here",
            2,
            "other",
            "`src/broken/_index.yaml` mentions `used_here` and is no YAML: correct it first",
        ),
        ("_index.yaml", "b: app:gone", 0, "x", "`src/g.lua` computes a name that it requires, which may be `b`"),
        ("h.lua", ":show", 2, "tell", "there is nothing here that can be renamed"),
        ("lazy.lua", "show", 2, "print", "`show` is a method of objects, whose calls cannot all be found"),
        ("lazy.lua", "Lazy.new", 6, "tell", "`src/h.lua` names `tell`, which would then be this function"),
        ("g.lua", "main", 1, "run", "`app:g` runs `main` because it names no `method`: name it first"),
        ("h.lua", "function()", 1, "run", "there is nothing here that can be renamed"),
        (
            "_index.yaml",
            "method: run, imports: {it",
            9,
            "go",
            "`src/h.lua` returns the function itself, so its name means nothing outside",
        ),
        ("h.lua", "return lib", 8, "a-b", "`src/h.lua` uses `lib` as a global, and `a-b` cannot be the name of one"),
        (
            "_index.yaml",
            "e: app:escaped",
            8,
            "other",
            "`src/_index.yaml` writes `escaped` in a form that cannot be changed in place",
        ),
    ],
)
def test_what_is_not_safe(path: str, text: str, more: int, new: str, expected: str, tmp_path: Path) -> None:
    cursor = open_project(tmp_path, DOUBLED).at(f"src/{path}", text, more)
    assert refused(cursor, new) == expected


def test_globals_that_an_import_provides(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, DOUBLED).at("src/h.lua", "return lib", 8)
    lines = renamed(cursor, "kit")
    assert lines[0].endswith("imports: {it: app:lazy, kit: app:lib}}")
    assert lines[1:] == ["src/h.lua:3 return function() return kit, it.new, it.tell end"]


SHARED = """
--- _index.yaml
namespace: app
entries:
  - {name: lib, kind: library.lua, source: file://lib.lua}
  - {name: a, kind: function.lua, source: file://f.lua, method: run, imports: {it: app:lib}}
  - {name: b, kind: function.lua, source: file://f.lua, method: run, imports: {it: app:lib}}
  - {name: c, kind: function.lua, source: file://g.lua, method: run, imports: {it: app:lib}}
  - {name: d, kind: function.lua, source: file://g.lua, method: run}
  - {name: e, kind: function.lua, source: file://e.lua, method: run, imports: {it: app:lib, middle: app:middle}}
  - {name: middle, kind: library.lua, source: file://g.lua}
--- lib.lua
local M = { make = 1 }
local function make() end
M.make = make
return M
--- f.lua
return { run = function() return require("it").make end }
--- g.lua
return { run = function() return require("it") end }
--- e.lua
return { run = function() return require("it"), require("middle") end }
"""


def test_files_that_entries_share(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, SHARED)
    assert renamed(cursor.at("_index.yaml", "it: app:lib", 1), "lib") == [
        "_index.yaml:4 - {name: a, kind: function.lua, source: file://f.lua, method: run, imports: {lib: app:lib}}",
        "_index.yaml:5 - {name: b, kind: function.lua, source: file://f.lua, method: run, imports: {lib: app:lib}}",
        'f.lua:1 return { run = function() return require("lib").make end }',
    ]
    reason = "`app:d` runs the same Lua and does not import anything as `it`"
    assert refused(cursor.at("g.lua", '"it"', 1), "lib") == reason
    reason = "an entry that `app:e` imports requires `it` without importing it"
    assert refused(cursor.at("e.lua", '"it"', 1), "lib") == reason
    assert renamed(cursor.at("lib.lua", "make()", 1), "build") == [
        'f.lua:1 return { run = function() return require("it").build end }',
        "lib.lua:1 local M = { build = 1 }",
        "lib.lua:2 local function build() end",
        "lib.lua:3 M.build = build",
    ]
    # A name that the file has already stays out of the way.
    assert renamed(cursor.at("lib.lua", "M.make", 3), "M")[1:] == [
        "lib.lua:1 local M = { M = 1 }",
        "lib.lua:3 M.M = make",
    ]


REQUIREMENT = """
--- kit/wippy.yaml
organization: acme
module: kit
--- kit/_index.yaml
namespace: acme.kit
entries:
  - name: host
    kind: ns.requirement
    targets: [{entry: worker, path: .host}]
  - {name: worker, kind: process.service, process: acme.kit:p}
--- app/wippy.lock
directories: {src: .}
--- app/_index.yaml
namespace: app
entries:
  - name: kit
    kind: ns.dependency
    component: acme/kit
    parameters:
      - {name: host, value: app:h}
      - {name: acme.kit:host, value: app:h}
      - {name: other:host, value: app:h}
"""


def test_parameters_follow_a_requirement(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, REQUIREMENT)
    assert renamed(cursor.at("kit/_index.yaml", "name: host", 7), "place") == [
        "app/_index.yaml:7 - {name: place, value: app:h}",
        "app/_index.yaml:8 - {name: acme.kit:place, value: app:h}",
        "kit/_index.yaml:3 - name: place",
    ]
    reason = "`app:kit` depends on `acme/kit`, whose entries these are"
    assert refused(cursor.at("kit/_index.yaml", "acme.kit", 1), "acme.tools") == reason


def test_what_changes_with_a_name_is_noted(tmp_path: Path) -> None:
    text = """
    --- _index.yaml
    namespace: app
    entries:
      - {name: $0jobs, kind: queue.queue, driver: app:none}
    """
    cursor = open_project(tmp_path, text)
    result = rename(cursor.snapshot, cursor.path, cursor.offset, "work")
    assert not isinstance(result, Refusal)
    assert result.notes == ("`queue_name` of `app:jobs` is not written, so its default changes too",)


ROOTS = """
--- one/wippy.lock
directories: {src: .}
--- one/_index.yaml
namespace: app
entries:
  - {name: a, kind: registry.entry}
  - {name: b, kind: registry.entry, meta: {depends_on: [a, "app:a", "lib:x"]}}
--- two/wippy.lock
directories: {src: .}
--- two/_index.yaml
namespace: app
entries:
  - {name: a, kind: registry.entry}
  - {name: c, kind: registry.entry, meta: {depends_on: ["app:a"]}}
--- lib/wippy.lock
directories: {src: .}
--- lib/_index.yaml
namespace: lib
entries:
  - {name: x, kind: registry.entry}
"""


def test_each_root_has_names_of_its_own(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, ROOTS)
    assert renamed(cursor.at("one/_index.yaml", "name: a", 6), "c") == [
        "one/_index.yaml:3 - {name: c, kind: registry.entry}",
        'one/_index.yaml:4 - {name: b, kind: registry.entry, meta: {depends_on: [c, "app:c", "lib:x"]}}',
    ]
    assert renamed(cursor.at("two/_index.yaml", "namespace: app", 12), "two") == [
        "two/_index.yaml:1 namespace: two",
        'two/_index.yaml:4 - {name: c, kind: registry.entry, meta: {depends_on: ["two:a"]}}',
    ]
    assert renamed(cursor.at("lib/_index.yaml", "name: x", 6), "y") == [
        "lib/_index.yaml:3 - {name: y, kind: registry.entry}",
        'one/_index.yaml:4 - {name: b, kind: registry.entry, meta: {depends_on: [a, "app:a", "lib:y"]}}',
    ]
    assert refused(cursor.at("one/_index.yaml", "name: a", 6), "b") == "`app:b` exists already"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("app:store", ""),
        ("app:other", "`app:lib`, which runs together with `app:run`, imports something as `db`"),
        ("app:gone", "`app:lib`, which runs together with `app:run`, imports something as `db`"),
    ],
)
def test_entries_that_run_together_may_import_one_thing_by_one_name(target: str, reason: str, tmp_path: Path) -> None:
    text = f"""
    --- _index.yaml
    namespace: app
    entries:
      - name: run
        kind: function.lua
        source: file://run.lua
        method: main
        imports: {{store: "app:store", lib: "app:lib"}}
      - {{name: lib, kind: library.lua, source: file://lib.lua, imports: {{db: "{target}"}}}}
      - {{name: store, kind: library.lua, source: file://empty.lua}}
      - {{name: other, kind: library.lua, source: file://empty.lua}}
    --- run.lua
    local store, lib = require("store"), require("lib")
    return {{ main = function() return store, lib end }}
    --- lib.lua
    local db = require("db")
    return {{ db = db }}
    --- empty.lua
    return {{}}
    """
    cursor = open_project(tmp_path, text).at("_index.yaml", "{store", 3)
    if reason:
        assert refused(cursor, "db") == reason
    else:
        assert len(renamed(cursor, "db")) == 2
