"""The schema itself: complete, consistent, and compiled as it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from lua_entries.catalog import load_catalog
from lua_entries.catalog.build import OUTPUT, SCHEMA, compiled_text, main

CATALOG = load_catalog()

# Fields of each kind, groups included.
FIELDS = {
    "aws": {"config.aws": 6, "cloudstorage.s3": 5},
    "contract": {"contract.definition": 10, "contract.binding": 6},
    "env": {
        "env.storage.memory": 0,
        "env.storage.file": 4,
        "env.storage.os": 0,
        "env.storage.static": 1,
        "env.storage.router": 1,
        "env.variable": 4,
    },
    "exec": {"exec.native": 3, "exec.docker": 17},
    "fs": {"fs.directory": 5, "fs.embed": 0},
    "http": {"http.service": 38, "http.router": 7, "http.endpoint": 4, "http.static": 10},
    "lua": {
        "function.lua": 18,
        "library.lua": 5,
        "process.lua": 5,
        "workflow.lua": 5,
        "function.lua.bc": 14,
        "library.lua.bc": 6,
        "process.lua.bc": 7,
        "workflow.lua.bc": 7,
        "module.lua": 0,
        "btea.app.lua": 5,
    },
    "network": {"network.socks5": 5, "network.i2p": 3, "network.tailscale": 6, "network": 0},
    "ns": {"ns.definition": 3, "ns.requirement": 4, "ns.dependency": 5},
    "pg": {"pg.scope": 33},
    "process": {"process.service": 23, "process.host": 24, "terminal.host": 21},
    "queue": {
        "queue.driver.memory": 20,
        "queue.driver.amqp": 44,
        "queue.driver.sqs": 27,
        "queue.queue": 17,
        "queue.consumer": 34,
    },
    "registry": {"registry.entry": 0},
    "security": {"security.policy": 10, "security.policy.expr": 6, "security.token_store": 5},
    "sql": {"db.sql.postgres": 35, "db.sql.mysql": 35, "db.sql.sqlite": 26, "db.cdc.postgres": 42, "db.cdc.sqlite": 0},
    "store": {"store.memory": 22, "store.sql": 26, "store.kv.raft": 21, "store.kv.crdt": 22},
    "template": {"template.set": 9, "template.jet": 2},
    "temporal": {"temporal.client": 44, "temporal.worker": 50},
    "wasm": {"function.wasm": 27, "function.wat": 25, "process.wasm": 27},
}

# Members of each module's table, its types, and the members of these types.
MODULES = {
    "archive": (4, 7, 35),
    "base64": (2, 0, 0),
    "cdc": (3, 1, 4),
    "channel": (2, 3, 9),
    "cloudstorage": (1, 8, 44),
    "compress": (17, 5, 14),
    "contract": (4, 4, 15),
    "crypto": (18, 0, 0),
    "ctx": (2, 0, 0),
    "env": (3, 0, 0),
    "eval_runner": (2, 1, 2),
    "events": (2, 1, 2),
    "excel": (2, 2, 9),
    "exec": (1, 2, 9),
    "expr": (2, 1, 1),
    "fs": (8, 6, 34),
    "funcs": (3, 2, 13),
    "hash": (10, 0, 0),
    "html": (4, 2, 18),
    "http": (54, 5, 32),
    "http_client": (10, 4, 27),
    "hub": (20, 1, 8),
    "io": (8, 0, 0),
    "json": (4, 0, 0),
    "loader": (1, 1, 2),
    "logger": (6, 1, 6),
    "metrics": (6, 0, 0),
    "os": (5, 1, 9),
    "payload": (10, 1, 4),
    "pg": (1, 2, 13),
    "process": (36, 4, 22),
    "queue": (3, 1, 5),
    "registry": (10, 6, 24),
    "security": (8, 4, 13),
    "sql": (41, 11, 84),
    "store": (12, 6, 29),
    "stream": (0, 2, 10),
    "system": (44, 5, 37),
    "templates": (1, 1, 2),
    "text": (7, 4, 22),
    "time": (53, 5, 42),
    "treesitter": (5, 8, 103),
    "tty": (34, 12, 61),
    "uuid": (10, 1, 4),
    "websocket": (29, 4, 26),
    "workflow": (6, 2, 10),
    "yaml": (2, 1, 2),
}


def test_every_kind_has_its_fields() -> None:
    counted: dict[str, dict[str, int]] = {}
    for name in CATALOG.kinds:
        kind = CATALOG.kind(name)
        assert kind is not None
        counted.setdefault(kind.family, {})[name] = len(kind.fields)
    assert counted == FIELDS


def test_every_module_has_its_members() -> None:
    counted = {}
    for name in CATALOG.module_names:
        module = CATALOG.module(name)
        assert module is not None
        counted[name] = (len(module.members), len(module.types), sum(len(t.members) for t in module.types.values()))
    assert counted == MODULES


def test_the_size_of_the_whole() -> None:
    assert sum(len(kinds) for kinds in FIELDS.values()) == 64
    assert len(MODULES) == 47
    assert tuple(sum(column) for column in zip(*MODULES.values(), strict=True)) == (516, 138, 806)
    assert (len(CATALOG.calls), sum(len(arguments) for arguments in CATALOG.calls.values())) == (85, 99)
    assert [sum(key.origin == origin for key in CATALOG.meta_keys) for origin in ("runtime", "convention")] == [23, 10]
    assert len(CATALOG.middleware) == 11


@pytest.mark.parametrize(
    ("kind", "path", "type_name", "required", "enum"),
    [
        ("function.lua", "source", "string", "yes", ()),
        ("function.lua", "pool.type", "string", "no", ("lazy", "static", "inline", "adaptive")),
        ("function.lua", "imports", "map<string,entry-ref>", "no", ()),
        ("function.lua", "modules", "list<string>", "no", ()),
        ("function.wasm", "wasi.env[].id", "entry-ref", "yes", ()),
        ("function.wasm", "transport", "string", "no", ("payload", "wasi-http")),
        ("process.service", "process", "entry-ref", "yes", ()),
        ("process.service", "host", "entry-ref-string", "yes", ()),
        ("process.service", "input", "list<any>", "no", ()),
        ("process.service", "lifecycle.restart.max_attempts", "integer", "no", ()),
        ("process.service", "lifecycle.restart.jitter", "number", "no", ()),
        ("process.service", "lifecycle.start_timeout", "duration", "no", ()),
        ("process.service", "lifecycle.startup", "string", "no", ("required", "optional")),
        ("http.service", "tls.mode", "string", "no", ("", "auto", "manual")),
        ("http.router", "options", "map<string,string>", "no", ()),
        ("http.router", "meta.server", "entry-ref-string", "yes", ()),
        (
            "http.endpoint",
            "method",
            "string",
            "yes",
            ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"),
        ),
        ("http.static", "options", "map<string,scalar>", "no", ()),
        ("db.sql.postgres", "port", "integer", "conditional", ()),
        ("db.sql.mysql", "port_env", "env-name", "conditional", ()),
        ("db.sql.sqlite", "file", "string", "yes", ()),
        ("store.kv.raft", "namespace", "string", "yes", ()),
        ("queue.driver.amqp", "auth_mechanism", "string", "no", ("", "PLAIN", "EXTERNAL", "AMQPLAIN")),
        ("queue.queue", "driver_options.amqp.message_ttl", "any", "no", ()),
        ("env.storage.router", "storages", "list<entry-ref-string>", "yes", ()),
        ("env.variable", "storage", "entry-ref", "yes", ()),
        ("fs.directory", "mode", "string", "no", ()),
        ("fs.directory", "base", "string", "no", ("", "project", "module")),
        ("security.policy", "policy.actions", "string-or-list", "yes", ()),
        ("security.policy.expr", "policy.effect", "string", "yes", ("allow", "deny")),
        ("contract.definition", "methods[].name", "string", "yes", ()),
        ("contract.binding", "contracts[].methods", "map<string,entry-ref-string>", "conditional", ()),
        ("temporal.client", "auth.type", "string", "no", ("", "none", "api_key", "mtls")),
        ("temporal.worker", "worker_options.worker_activities_per_second", "number", "no", ()),
        ("network.socks5", "port", "integer", "yes", ()),
        ("pg.scope", "protocol_timeout", "duration-ns", "no", ()),
        ("ns.requirement", "targets[].path", "string", "yes", ()),
        ("ns.requirement", "default", "scalar", "no", ()),
        ("ns.dependency", "component", "string", "yes", ()),
    ],
)
def test_fields(kind: str, path: str, type_name: str, required: str, enum: tuple[str, ...]) -> None:
    found = CATALOG.kind(kind)
    assert found is not None
    field = found.field(path)
    assert field is not None
    assert (field.path, field.type.name, field.required, field.enum) == (path, type_name, required, enum)


@pytest.mark.parametrize(
    ("kind", "rule", "fields"),
    [
        ("db.sql.postgres", "any_of", ("host", "host_env")),
        ("temporal.client", "exactly_one", ("auth.cert_file", "auth.cert_pem")),
        ("http.service", "all_or_none", ("tls.cert", "tls.key")),
        ("http.service", "at_most_one", ("tls.client_ca", "tls.client_ca_env")),
        ("db.cdc.postgres", "not_together", ("failover", "temporary")),
        ("template.set", "differ", ("engine.delimiters.left", "engine.delimiters.comment_left")),
        ("http.router", "unique", ("prefix",)),
    ],
)
def test_constraints(kind: str, rule: str, fields: tuple[str, ...]) -> None:
    found = CATALOG.kind(kind)
    assert found is not None
    assert (rule, fields) in [(constraint.rule, constraint.fields) for constraint in found.constraints]


def test_conditions_of_constraints_are_structured() -> None:
    client = CATALOG.kind("temporal.client")
    assert client is not None
    key = next(constraint for constraint in client.constraints if "auth.api_key" in constraint.fields)
    assert [(test.path, test.test, test.values) for test in key.when] == [("auth.type", "equals", ("api_key",))]
    router = CATALOG.kind("http.router")
    assert router is not None
    assert [(c.scope, c.per) for c in router.constraints if c.rule == "unique"] == [("root", ("meta.server",))]


def test_what_projects_write_in_vain() -> None:
    expected = {
        "process.service": {"lifecycle.restart_policy": "lifecycle.restart"},
        "store.sql": {"lifecycle.restart_policy": "lifecycle.restart", "table": "table_name"},
        "env.variable": {"read_only": "readonly"},
    }
    for name, misspellings in expected.items():
        kind = CATALOG.kind(name)
        assert kind is not None
        assert dict(kind.misspellings) == misspellings
    host, template = CATALOG.kind("process.host"), CATALOG.kind("template.jet")
    assert host is not None and list(host.ignored) == ["host.max_processes"]
    assert template is not None and template.user_data == ("data_func", "resources", "version")
    wasm = CATALOG.kind("function.wasm")
    assert wasm is not None and wasm.newer == ("limits.max_retained_memory_bytes",)


def test_everything_says_what_it_is_and_where_that_was_read() -> None:
    source = re.compile(r"^wippyai/(runtime|docs) ")
    for name in CATALOG.kinds:
        kind = CATALOG.kind(name)
        assert kind is not None
        assert kind.summary and source.match(kind.source) and kind.doc.endswith(".md"), name
        assert all(field.summary for field in kind.fields), name
    for name in CATALOG.module_names:
        module = CATALOG.module(name)
        assert module is not None
        assert module.summary and source.match(module.source), name
        assert all(member.summary for member in module.members.values() if member.kind == "function"), name


def test_summaries_are_one_line_without_a_full_stop() -> None:
    texts = [kind.summary for name in CATALOG.kinds if (kind := CATALOG.kind(name)) is not None]
    texts += [field.summary for name in CATALOG.kinds if (kind := CATALOG.kind(name)) for field in kind.fields]
    texts += [module.summary for name in CATALOG.module_names if (module := CATALOG.module(name)) is not None]
    assert [text for text in texts if text.endswith(".") or "\n" in text or text != text.strip()] == []


def test_no_kind_is_declared_in_two_files() -> None:
    declared: dict[str, str] = {}
    for path in sorted((SCHEMA / "kinds").glob("*.yaml")):
        # Read as lines: a parser would hide a name that one file has twice.
        for name in re.findall(r"^  ([a-z][a-z0-9._]*):", path.read_text(encoding="utf-8"), re.MULTILINE):
            assert name not in declared, f"{name} is in {declared.get(name)} and {path.name}"
            declared[name] = path.name
    assert set(declared) == set(CATALOG.kinds)


def test_the_family_is_the_name_of_the_file() -> None:
    for path in (SCHEMA / "kinds").glob("*.yaml"):
        assert yaml.safe_load(path.read_text(encoding="utf-8"))["family"] == path.stem


def test_the_compiled_file_is_up_to_date() -> None:
    current = (SCHEMA / "generated" / OUTPUT).read_text(encoding="utf-8")
    assert compiled_text(SCHEMA) == current, "run `python -m lua_entries.catalog.build`"


def test_check_tells_a_stale_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in SCHEMA.rglob("*.yaml"):
        copy = tmp_path / path.relative_to(SCHEMA)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    monkeypatch.setattr("lua_entries.catalog.build.SCHEMA", tmp_path)
    assert main(["--check"]) == 1
    assert "not up to date" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0
    (tmp_path / "kinds" / "fs.yaml").write_text("family: fs\nkinds: {}\nkinds: {}\n", encoding="utf-8")
    assert main(["--check"]) == 2
    assert "`kinds` is written twice" in capsys.readouterr().err
