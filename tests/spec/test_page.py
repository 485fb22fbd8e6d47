"""What the runtime's page on the Lua kinds promises: its examples as one project, and that project with one mistake.

Each case edits `page.txt`; the new text says which finding it must give. The numbers are those of the page's
statements, top to bottom:

 1 four Lua kinds · 2 name · 3 kind · 4 source · 5 method · 6 modules · 7 imports · 8 meta · 9 functions · 10 supervised
 processes · 11 workflows · 12 libraries · 13 require of an import · 14 only listed modules · 15 pools · 16 metadata is
 searched with registry.find · 17 further reading

Nothing of 9, 16 and 17 can be broken by a file (they are completion, snippets, hover): they have clean cases at most.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from lua_entries.rules.finding import Severity
from tests.support.project import check_project, lint_text

PAGE = (Path(__file__).parent / "page.txt").read_text(encoding="utf-8")


class Edit(NamedTuple):
    """Replace `old` by `new` in one entry (`namespace:name`) or one file of the page's project."""

    where: str
    old: str
    new: str


class Case(NamedTuple):
    """Some edits, and text to append: files, and expectations for which no comment fits."""

    title: str
    edits: tuple[Edit, ...]
    appended: str = ""


def case(title: str, *edits: tuple[str, str, str], appended: str = "") -> Case:
    return Case(title, tuple(Edit(*edit) for edit in edits), appended)


def part(text: str, where: str) -> tuple[int, int]:
    """Start and end of a file, or of an entry with the blank line after it."""
    namespace, colon, name = where.rpartition(":")
    if not colon:
        match = re.search(rf"^--- {re.escape(where)}\n(?:(?!--- |=== ).*\n)*", text, re.MULTILINE)
    else:
        head = rf"^namespace: {re.escape(namespace)}\n(?:(?!--- ).*\n)*?"
        match = re.search(rf"{head}(?P<entry>  - name: {re.escape(name)}\n(?:    .*\n|\n)*)", text, re.MULTILINE)
    assert match, f"{where} is not in the page"
    return match.span("entry" if colon else 0)


def edited(subject: Case) -> str:
    """The fixture of a case."""
    text = PAGE
    for where, old, new in subject.edits:
        start, end = part(text, where)
        assert text[start:end].count(old) == 1, f"{old!r} is in {where} {text[start:end].count(old)} times"
        text = text[:start] + text[start:end].replace(old, new) + text[end:]
    return text + subject.appended


FILES = {
    "function": "src/handler.lua",
    "process": "src/worker.lua",
    "workflow": "src/order_workflow.lua",
    "library": "src/lib/helpers.lua",
}
FIRST = {
    "function": 'local http = require("http")\n',
    "process": 'local process = require("process")\n',
    "workflow": 'local time = require("time")\n',
    "library": 'local base64 = require("base64")\n',
}

BROKEN = [
    case("1 a kind that is none", ("app:processes", "process.host", "process.hosts  # LE102: process.host")),
    case(
        "2 no name",
        ("app:order_processor", "name: order_processor\n    kind: workflow.lua", "kind: workflow.lua  # LE101: name"),
    ),
    case("2 a blank name", ("app:order_processor", "order_processor\n", '" "  # LE107\n')),
    case("2 a name twice", ("app:api_handler", "name: api_handler", "name: handler  # LE106: app:handler")),
    case("3 no kind", ("app:directory", "directory\n    kind: function.lua\n", "directory  # LE101: kind\n")),
    case("3 a kind misspelt", ("app:handler", "function.lua", "fuction.lua  # LE102: function.lua")),
    case("3 a kind of the runtime's own", ("app:directory", "function.lua", "module.lua  # LE102: module.lua")),
    case(
        "4 no source",
        ("app:directory", "    source: file://directory.lua\n", ""),
        ("app:directory", "directory\n", "directory  # LE101: source\n"),
    ),
    case("4 no such file", ("app:worker", "file://worker.lua", "file://worke.lua  # LE201: worke.lua")),
    case("4 a file outside of the project", ("app:worker", "file://worker.lua", "file://../../worker.lua  # LE202")),
    *(
        case(
            f"5 no method on {entry}",
            (entry, "    method: main\n", ""),
            (entry, f"name: {entry.rpartition(':')[2]}\n", f"name: {entry.rpartition(':')[2]}  # LE101: method\n"),
        )
        for entry in ("app:handler", "app:worker", "app:order_processor", "app.lib:helpers")
    ),
    case("5 a method that the file lacks", ("app:api_handler", "method: handle", "method: handel  # LE203: handel")),
    case("6 an unknown module", ("app:worker", "- sql\n", "- sql\n      - htpp  # LE302: htpp\n")),
    case("6 a module that nobody uses", ("app:worker", "- sql\n", "- sql\n      - json  # LE303: json\n")),
    case("6 a global as a module", ("app:worker", "- sql\n", "- sql\n      - print  # LE304: print\n")),
    case("6 a module twice", ("app:worker", "- sql\n", "- sql\n      - sql  # LE405: sql\n")),
    case("7 an import of nothing", ("app:handler", "app.lib:utils", "app.lib:util  # LE401: app.lib:util")),
    case("7 an import of no Lua entry", ("app:handler", "app.lib:utils", "app:processes  # LE402: app:processes")),
    case(
        "7 an import that nobody uses",
        ("app:api_handler", "- json\n", "- json\n    imports:\n      auth: app.auth:helpers  # LE403: auth\n"),
    ),
    case(
        "7 an alias that is a listed module",
        ("app:handler", "      auth: app", "      json: app.lib:json  # LE404: json\n      auth: app"),
        (
            "app.lib:utils",
            "method: main",
            "method: main\n\n  - name: json\n    kind: library.lua\n    source: return {}\n    method: main",
        ),
    ),
    case(
        "7 a target twice",
        (
            "app:handler",
            "helpers\n    pool",
            "helpers\n      tokens: app.auth:helpers  # LE405: app.auth:helpers\n    pool",
        ),
        ("src/handler.lua", 'local auth = require("auth")', 'local auth = require("auth") or require("tokens")'),
    ),
    case(
        "7 a cycle",
        ("app.lib:utils", "method: main", "method: main\n    imports:\n      auth: app.auth:helpers"),
        ("src/lib/utils.lua", "local utils = {}", 'local utils = { auth = require("auth") }'),
        ("app.auth:helpers", "method: main", "method: main\n    imports:\n      utils: app.lib:utils"),
        ("src/auth/helpers.lua", "return {", 'local utils = require("utils")\n\nreturn {\n    trim = utils.trim,'),
        # The namespace that comes first in the alphabet begins the path.
        ("app.auth:helpers", "utils: app.lib:utils", "utils: app.lib:utils  # LE406: app.lib:utils"),
    ),
    case("7 a target that is no id", ("app:handler", "app.lib:utils", '"app.lib:"  # LE407: app.lib:')),
    case("8 meta that is no mapping", ("app:worker", "method: main", "method: main\n    meta: queue  # LE103: meta")),
    *(
        case(
            f"10 no {field}",
            ("app:worker_service", line, ""),
            ("app:worker_service", "worker_service\n", f"worker_service  # LE101: {field}\n"),
        )
        for field, line in (("process", "    process: app:worker\n"), ("host", "    host: app:processes\n"))
    ),
    case("10 no such process", ("app:worker_service", "app:worker", "app:workr  # LE501: app:worker")),
    case("10 no such process in the own namespace", ("app:worker_service", "app:worker", "workr  # LE501: `worker`")),
    case("10 no such host", ("app:worker_service", "app:processes", "app:process  # LE501: app:processes")),
    case("10 a function as a process", ("app:worker_service", "app:worker", "app:handler  # LE502: function.lua")),
    case("10 a database as a host", ("app:worker_service", "app:processes", "app:db  # LE502: db.sql.sqlite")),
    case(
        "10 a host without its namespace", ("app:worker_service", "app:processes", "processes  # LE407: app:processes")
    ),
    case(
        "10 no such service to wait for", ("app:worker_service", "auto_start: true", "requires: [dbs]  # LE501: `db`")
    ),
    case("10 auto_start in words", ("app:worker_service", "auto_start: true", "auto_start: yes  # LE103: auto_start")),
    case("10 a quoted number", ("app:worker_service", "attempts: 10", 'attempts: "10"  # LE103: max_attempts')),
    case("10 restart misspelt", ("app:worker_service", "restart:", "restart_policy:  # LE104: restart_policy")),
    case(
        "11 a module that is not deterministic",
        ("app:order_processor", "- time\n", "- time\n      - sql  # LE305: sql\n"),
        ("src/order_workflow.lua", 'time.sleep("1h")', 'time.sleep(require("sql").get("app:db") and "1h" or "2h")'),
    ),
    case(
        "11 such a module through two libraries",
        ("app:order_processor", "- time\n", "- time\n    imports:\n      utils: app.lib:utils  # LE305: sql\n"),
        ("src/order_workflow.lua", "order = order", 'order = require("utils").trim(order)'),
        ("app.lib:utils", "method: main", "method: main\n    imports:\n      auth: app.auth:helpers"),
        ("src/lib/utils.lua", "local utils = {}", 'local utils = { auth = require("auth") }'),
        ("app.auth:helpers", "method: main", "method: main\n    modules: [sql]"),
        ("src/auth/helpers.lua", "header ~= nil", 'header ~= nil and require("sql") ~= nil'),
    ),
    case(
        "11 channel, which is ambient in a workflow and may not be listed",
        ("app:order_processor", "- time\n", "- time\n      - channel  # LE305: channel\n"),
        ("src/order_workflow.lua", "order = order", "order = channel.new(1) and order"),
    ),
    case(
        "12 a library of another name",
        ("app:handler", 'app.lib:helpers  # require("helpers")', "app.lib:helper  # LE401: app.lib:helper"),
    ),
    case(
        "12 a function that the library lacks",
        ("src/handler.lua", "utils.trim(order.note) })", "utils.trin(1) })  -- LE602: trim"),
    ),
    case(
        "13 a name that is not imported",
        ("app:handler", "      auth: app.auth:helpers\n", ""),
        ("src/handler.lua", 'require("auth")', 'require("auth")  -- LE301: auth'),
    ),
    *(
        case(f"14 an unlisted module in a {kind}", (FILES[kind], FIRST[kind], f"{FIRST[kind]}{require}\n"))
        for require in ('local yaml = require("yaml")  -- LE301: yaml', 'local yaml = pcall(require, "yaml")  -- LE301')
        for kind in FILES
    ),
    case(
        "14 an unlisted module as a global",
        ("src/api.lua", '{ { name = "Ada" } }', '{ { id = uuid.v7(), name = "Ada" } }  -- LE306: uuid'),
    ),
    case(
        "14 a function that the module lacks",
        ("src/api.lua", "json.encode(users))", "json.encod(users))  -- LE601: encode"),
    ),
    case(
        "14 a database that does not exist", ("src/worker.lua", 'get("app:db"))', 'get("app:dbs"))  -- LE503: app:db')
    ),
    case(
        "14 a host in place of a database",
        ("src/worker.lua", '"app:db"))', '"app:processes"))  -- LE502: process.host'),
    ),
    case("15 an unknown pool", ("app:handler", "inline", "inlined  # LE105: inline")),
    case("15 a quoted size", ("app:handler", "pool:", 'pool:\n      size: "4"  # LE103: size')),
    case("15 an unknown field", ("app:handler", "pool:", "pool:\n      worker: 4  # LE104: workers")),
]

KEPT = [
    case("the page itself"),
    case(
        "1 other kinds of the runtime",
        ("app:db", "\n\n", "\n\n  - name: users\n    kind: registry.entry\n    title: Users\n    groups: [1, 2]\n\n"),
    ),
    case(
        "2 a name in two namespaces",
        ("app.lib:utils", "name: utils", "name: handler"),
        ("app:handler", "app.lib:utils", "app.lib:handler"),
    ),
    case(
        "4 Lua in the entry itself",
        ("app:api_handler", "source: file://api.lua", "source: |\n      return { handle = function() end }"),
        ("app:api_handler", "    modules:\n      - http\n      - json\n", ""),
        ("src/api.lua", PAGE[slice(*part(PAGE, "src/api.lua"))], ""),
    ),
    case("4 a path from the load root", ("app.lib:utils", "file://utils.lua", "file:///src/lib/utils.lua")),
    case("5 the chunk is the function", ("src/directory.lua", "{ handlers = handlers }", "handlers")),
    case(
        "5 a computed table of methods",
        ("src/directory.lua", "{ handlers = handlers }", "setmetatable({}, { __index = print })"),
    ),
    case("6 an empty list", ("app.lib:utils", "method: main", "method: main\n    modules: []\n    imports: {}")),
    case("6 a module as a global", ("src/api.lua", 'local json = require("json")\n', "")),
    case("7 an import from elsewhere", ("app:handler", "app.auth:helpers", "acme.auth:helpers")),
    case(
        "7 a function as an import",
        ("app:handler", "app.auth:helpers", "app:api_handler"),
        ("src/handler.lua", "auth.allowed(", "auth.handle("),
    ),
    case(
        "7 a built-in module under an alias",
        ("app:api_handler", "      - json\n", "    imports:\n      codec: :json\n"),
        ("src/api.lua", 'require("json")', 'require("codec")'),
    ),
    case(
        "8 any metadata",
        ("app:worker", "method: main", "method: main\n    meta: {team: {name: ops}, level: 3, x: [{}]}"),
    ),
    case("8 metadata of the file", ("src/auth/_index.yaml", "entries:", "meta:\n  type: auth\n\nentries:")),
    case("9 no pool", ("app:handler", "    pool:\n      type: inline\n", "")),
    case("10 a host of the application", ("app:worker_service", "app:processes", "main:processes")),
    case("10 a workflow as a process", ("app:worker_service", "app:worker", "app:order_processor")),
    case("10 a process of the same namespace", ("app:worker_service", "app:worker", "worker")),
    case(
        "10 other services first", ("app:worker_service", "auto_start: true", "requires: [db]\n      start_timeout: 5s")
    ),
    case("11 a channel in a workflow", ("src/order_workflow.lua", "order = order", "order = channel.new(1) and order")),
    case(
        "11 a library with deterministic modules",
        ("app:order_processor", "- time\n", "- time\n    imports:\n      helpers: app.lib:helpers\n"),
        ("src/order_workflow.lua", "order = order", 'order = require("helpers").pack(order)'),
    ),
    case(
        "12 a library that imports a library",
        ("app.lib:utils", "method: main", "method: main\n    imports:\n      helpers: app.lib:helpers"),
        ("src/lib/utils.lua", "local utils = {}", 'local utils = { pack = require("helpers").pack }'),
    ),
    case(
        "13 a name that is computed",
        ("src/handler.lua", 'require("auth")', 'require("au" .. "th")'),
        ("app:handler", "      auth: app.auth:helpers\n", ""),
    ),
    *(
        case(
            f"14 ambient names in a {kind}",
            (FILES[kind], FIRST[kind], f'{FIRST[kind]}local errors = require("errors")\n'),
        )
        for kind in FILES
    ),
    case("14 process in a library", ("src/lib/utils.lua", "local utils = {}", "local utils = { pid = process.pid }")),
    *(
        case(f"15 a pool of the type {pool}", ("app:handler", "inline", f"{pool}\n      size: 4"))
        for pool in ("lazy", "static", "adaptive")
    ),
    case(
        "16 a search in metadata",
        ("src/directory.lua", '{ type = "handler" }', '{ ["meta.type"] = "handler", ["meta.tags"] = "api" }'),
    ),
]


@pytest.mark.parametrize("broken", BROKEN, ids=[each.title for each in BROKEN])
def test_one_mistake_gives_one_finding(broken: Case, tmp_path: Path) -> None:
    check_project(tmp_path, edited(broken))


@pytest.mark.parametrize("kept", KEPT, ids=[each.title for each in KEPT])
def test_what_is_right_is_left_alone(kept: Case, tmp_path: Path) -> None:
    check_project(tmp_path, edited(kept))


def test_each_broken_case_expects_one_finding() -> None:
    for broken in BROKEN:
        assert len(re.findall(r"(?:# |-- |=== )LE\d{3}", edited(broken))) == 1, broken.title


@pytest.mark.parametrize(
    ("entry", "severity"),
    [
        ("app:handler", Severity.ERROR),
        ("app:worker", Severity.ERROR),
        ("app:order_processor", Severity.ERROR),
        ("app.lib:helpers", Severity.HINT),
    ],
)
def test_method_is_required_where_the_runtime_has_it(entry: str, severity: Severity, tmp_path: Path) -> None:
    (finding,) = lint_text(tmp_path, edited(case("5", (entry, "    method: main\n", ""))))
    assert (finding.code, finding.severity) == ("LE101", severity)


@pytest.mark.parametrize(
    ("setting", "severities"), [("off", []), ("hint", [Severity.HINT]), ("error", [Severity.ERROR])]
)
def test_method_of_libraries_is_a_setting(setting: str, severities: list[Severity], tmp_path: Path) -> None:
    config = f'--- lua-entries.toml\n[rules.missing-field]\nlibrary-method = "{setting}"\n'
    text = edited(case("5", ("app.lib:helpers", "    method: main\n", ""), appended=config))
    assert [finding.severity for finding in lint_text(tmp_path, text)] == severities
