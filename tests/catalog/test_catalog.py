"""What the catalog answers, against expectations written out here."""

from __future__ import annotations

import re

import pytest

from lua_entries.catalog import Catalog, CatalogError, Field, load_catalog

CATALOG = load_catalog()


def field(kind: str, path: str) -> Field:
    """The field, which must exist."""
    found = CATALOG.kind(kind)
    assert found is not None, kind
    wanted = found.field(path)
    assert wanted is not None, path
    return wanted


class TestKinds:
    def test_unknown_kind(self) -> None:
        assert CATALOG.kind("function.python") is None

    def test_kinds_are_made_once(self) -> None:
        assert CATALOG.kind("function.lua") is CATALOG.kind("function.lua")

    def test_own_fields_come_before_those_of_groups(self) -> None:
        kind = CATALOG.kind("function.lua")
        assert kind is not None
        paths = [item.path for item in kind.fields]
        assert paths[:2] == ["source", "method"]
        assert paths.index("imports") < paths.index("pool.type")

    @pytest.mark.parametrize(
        ("kind", "status", "usable"),
        [
            ("process.service", "active", True),
            ("db.cdc.sqlite", "newer", True),
            ("btea.app.lua", "legacy", False),
            ("module.lua", "internal", False),
            ("network", "no-handler", False),
        ],
    )
    def test_status(self, kind: str, status: str, usable: bool) -> None:
        found = CATALOG.kind(kind)
        assert found is not None
        assert (found.status, found.usable) == (status, usable)
        assert usable == (found.replacement == "")

    def test_free_data(self) -> None:
        entry, function = CATALOG.kind("registry.entry"), CATALOG.kind("function.lua")
        assert entry is not None and entry.free_data
        assert function is not None and not function.free_data


class TestRoles:
    @pytest.mark.parametrize(
        ("role", "kinds"),
        [
            ("lua-source", {"function.lua", "library.lua", "process.lua", "workflow.lua", "btea.app.lua"}),
            ("library", {"library.lua", "library.lua.bc"}),
            ("deterministic", {"workflow.lua", "workflow.lua.bc"}),
            ("host", {"process.host", "terminal.host", "temporal.worker"}),
            ("requirement", {"ns.requirement"}),
            ("dependency", {"ns.dependency"}),
            ("module-definition", {"ns.definition"}),
            ("free-data", {"registry.entry"}),
            ("env-variable", {"env.variable"}),
            ("policy", {"security.policy", "security.policy.expr"}),
            (
                "callable",
                {"function.lua", "function.lua.bc", "function.wasm", "function.wat", "process.lua", "process.wasm"},
            ),
        ],
    )
    def test_kinds_with(self, role: str, kinds: set[str]) -> None:
        assert CATALOG.kinds_with(role) == kinds

    def test_services_are_the_kinds_with_a_lifecycle(self) -> None:
        with_lifecycle = {
            name for name in CATALOG.kinds if (kind := CATALOG.kind(name)) is not None and kind.field("lifecycle")
        }
        assert CATALOG.kinds_with("service") == with_lifecycle

    def test_lua_nodes_are_four_kinds_and_their_precompiled_forms(self) -> None:
        four = {"function.lua", "library.lua", "process.lua", "workflow.lua"}
        assert CATALOG.kinds_with("lua") == four | {f"{name}.bc" for name in four}
        assert CATALOG.kinds_with("bytecode") == {f"{name}.bc" for name in four}

    def test_has_role(self) -> None:
        assert CATALOG.has_role("workflow.lua", "runnable")
        assert not CATALOG.has_role("library.lua", "runnable")
        assert not CATALOG.has_role("no.such.kind", "runnable")

    def test_unknown_role(self) -> None:
        with pytest.raises(CatalogError, match="no kind role `runable`"):
            CATALOG.kinds_with("runable")

    @pytest.mark.parametrize(
        ("kind", "role", "path"),
        [
            ("function.lua", "source", "source"),
            ("library.lua", "method", "method"),
            ("workflow.lua", "imports", "imports"),
            ("process.lua", "modules", "modules"),
            ("ns.requirement", "requirement-default", "default"),
            ("ns.requirement", "targets", "targets"),
            ("ns.requirement", "target-entry", "targets[].entry"),
            ("ns.requirement", "target-path", "targets[].path"),
            ("ns.dependency", "component", "component"),
            ("ns.dependency", "parameters", "parameters"),
            ("ns.dependency", "parameter-name", "parameters[].name"),
            ("ns.dependency", "parameter-value", "parameters[].value"),
            ("contract.definition", "contract-method-name", "methods[].name"),
            ("contract.binding", "bound-contract", "contracts[].contract"),
            ("contract.binding", "bound-methods", "contracts[].methods"),
        ],
    )
    def test_field_with_role(self, kind: str, role: str, path: str) -> None:
        found = CATALOG.kind(kind)
        assert found is not None
        wanted = found.field_with_role(role)
        assert wanted is not None
        assert wanted.path == path

    def test_no_field_with_role(self) -> None:
        found = CATALOG.kind("http.endpoint")
        assert found is not None
        assert found.field_with_role("method") is None


class TestPatterns:
    @pytest.mark.parametrize(
        ("pattern", "name", "fits"),
        [
            ("db.sql.*", "db.sql.mysql", True),
            ("db.*", "db.sql.mysql", False),
            ("function.**", "function.lua.bc", True),
            ("function.**", "function", True),
            ("**", "anything.at.all", True),
            ("function.(wasm|wat)", "function.wat", True),
            ("function.(wasm|wat)", "function.lua", False),
            ("**.lua", "process.lua", True),
            ("@host", "terminal.host", True),
            ("@host", "http.service", False),
        ],
    )
    def test_matches(self, pattern: str, name: str, fits: bool) -> None:
        assert CATALOG.matches(pattern, name) is fits
        assert CATALOG.matches(pattern, name) is fits  # from the cache

    def test_kinds_for_a_reference_are_usable(self) -> None:
        assert set(CATALOG.kinds_for(field("process.service", "host").ref)) == CATALOG.kinds_with("host")
        assert "btea.app.lua" not in CATALOG.kinds_for(("**",))


class TestNearKinds:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("lua.function", "function.lua"),
            ("http.endpont", "http.endpoint"),
            ("Function.Lua", "function.lua"),
            ("function_lua", "function.lua"),
            ("function-lua", "function.lua"),
            ("functon.lua", "function.lua"),
            ("function", "function.lua"),
            ("lib.lua", "library.lua"),
            ("library", "library.lua"),
            ("http.server", "http.service"),
            ("http.route", "http.router"),
            ("postgres", "db.sql.postgres"),
            ("sql.sqlite", "db.sql.sqlite"),
            ("env.var", "env.variable"),
            ("fs.dir", "fs.directory"),
            ("queue.consummer", "queue.consumer"),
            ("registry.entries", "registry.entry"),
            ("security.policies", "security.policy"),
            ("process.services", "process.service"),
            ("workflow", "workflow.lua"),
        ],
    )
    def test_best_first(self, written: str, meant: str) -> None:
        assert CATALOG.near_kinds(written)[0] == meant

    @pytest.mark.parametrize("written", ["nonsense", "", "x.y.z", "kubernetes.deployment"])
    def test_nothing_near(self, written: str) -> None:
        assert CATALOG.near_kinds(written) == ()

    def test_kinds_that_cannot_be_declared_are_not_offered(self) -> None:
        assert "module.lua" not in CATALOG.near_kinds("modul.lua")


class TestFields:
    @pytest.mark.parametrize(
        ("kind", "written", "path"),
        [
            ("process.service", "Lifecycle.AUTO_START", "lifecycle.auto_start"),
            ("contract.binding", "contracts[2].methods.get", "contracts[].methods.*"),
            ("contract.binding", "contracts[].methods.*", "contracts[].methods.*"),
            ("function.lua", "imports.helpers", "imports.*"),
            ("http.endpoint", "meta.router", "meta.router"),
            ("process.lua", "meta.default_host", "meta.default_host"),
            ("template.jet", "meta.name", "meta.name"),
        ],
    )
    def test_lookup(self, kind: str, written: str, path: str) -> None:
        assert field(kind, written).path == path

    @pytest.mark.parametrize("path", ["lifecycle.restart_policy", "nothing", "process.deeper", "lifecycle[]", ""])
    def test_no_such_field(self, path: str) -> None:
        kind = CATALOG.kind("process.service")
        assert kind is not None
        assert kind.field(path) is None

    def test_meta_keys_belong_to_their_kinds(self) -> None:
        service = CATALOG.kind("http.service")
        assert service is not None
        assert service.field("meta.default_host") is None

    def test_method_as_the_documentation_page_and_the_runtime_see_it(self) -> None:
        assert field("function.lua", "method").required == "yes"
        for kind in ("process.lua", "workflow.lua"):
            method = field(kind, "method")
            assert (method.required, method.runtime_default) == ("yes", "main")
        library = field("library.lua", "method")
        assert (library.required, library.unused) == ("documented", True)

    def test_conditions_are_data(self) -> None:
        size = field("function.lua", "pool.size")
        assert size.required == "conditional"
        assert [(test.path, test.test, test.values) for test in size.required_if] == [("pool.workers", "above", (0,))]
        index = field("http.static", "static_options.index")
        assert [(test.path, test.values) for test in index.required_if] == [("static_options.spa", (True,))]

    def test_references(self) -> None:
        imports = field("library.lua", "imports.*")
        assert (imports.ref, imports.ref_form, imports.ref_check) == (("@lua",), "full-or-builtin", "registration")
        groups = field("process.service", "lifecycle.security.groups")
        assert groups.group_ref and not groups.is_reference
        variable = field("http.service", "tls.cert_env")
        assert variable.ref == ("env.variable",) and not variable.is_reference
        assert field("function.lua", "meta.depends_on").prefixes == ("ns:", "group:")

    def test_middleware_names_are_the_allowed_values(self) -> None:
        assert field("http.router", "middleware").enum == tuple(CATALOG.middleware)
        assert "token_auth" in CATALOG.middleware

    def test_middleware_settings_are_known_keys(self) -> None:
        kind = CATALOG.kind("http.router")
        assert kind is not None
        options = kind.tree.child("options")
        assert options is not None and not options.closed
        store, old = options.child("token_auth.store"), options.child("token_store")
        assert store is not None and store.field is not None and store.field.ref == ("security.token_store",)
        assert old is not None and old.field is not None and old.field.deprecated
        assert options.child("other.key") is None


class TestTree:
    def test_closed_and_open_mappings(self) -> None:
        kind = CATALOG.kind("process.service")
        assert kind is not None
        lifecycle = kind.tree.child("Lifecycle")
        assert lifecycle is not None
        actor_meta = kind.field("lifecycle.security.actor.meta")
        assert kind.tree.closed and lifecycle.closed
        assert lifecycle.child("restart_policy") is None
        assert actor_meta is not None and actor_meta.type.value is not None
        meta = kind.tree.child("meta")
        assert meta is not None and not meta.closed and meta.field is None

    def test_free_keys(self) -> None:
        kind = CATALOG.kind("function.lua")
        assert kind is not None
        imports = kind.tree.child("imports")
        assert imports is not None and not imports.closed
        alias = imports.child("whatever")
        assert alias is not None and alias.field is not None and alias.field.path == "imports.*"

    def test_items(self) -> None:
        kind = CATALOG.kind("security.policy")
        assert kind is not None
        conditions = kind.tree.child("policy")
        assert conditions is not None
        listed = conditions.child("conditions")
        assert listed is not None and listed.item is not None
        assert listed.item.names == ("field", "operator", "value", "value_from")
        assert dict(listed.item.children()).keys() == {"field", "operator", "value", "value_from"}

    def test_a_kind_without_fields_is_closed_unless_its_data_are_free(self) -> None:
        embedded, data = CATALOG.kind("fs.embed"), CATALOG.kind("registry.entry")
        assert embedded is not None and embedded.tree.closed
        assert data is not None and data.free_data


class TestModules:
    def test_members(self) -> None:
        http = CATALOG.module("http")
        assert http is not None
        assert http.members["METHOD.GET"].value == "GET"
        assert http.members["METHOD"].kind == "table"
        assert http.members["request"].kind == "function"
        assert "foo" not in http.members
        sql = CATALOG.module("sql")
        assert sql is not None
        assert sql.members["get"].signature == "(id: string): (sql.DB, error?)"
        assert sql.types["DB"].members["query"].call == ":"

    def test_signatures(self) -> None:
        json = CATALOG.module("json")
        assert json is not None
        encode = json.members["encode"]
        assert encode.signature == "(value: any): (string, error?)"
        assert [(p.name, p.type, p.optional) for p in encode.params] == [("value", "any", False)]

    def test_the_logger_is_called_with_a_colon(self) -> None:
        logger = CATALOG.module("logger")
        assert logger is not None
        assert logger.value == "logger.Logger"
        assert logger.members["info"].call == ":"

    @pytest.mark.parametrize(
        ("module", "deterministic"),
        [("json", True), ("time", True), ("treesitter", True), ("channel", False), ("logger", False), ("sql", False)],
    )
    def test_deterministic(self, module: str, deterministic: bool) -> None:
        found = CATALOG.module(module)
        assert found is not None
        assert found.deterministic is deterministic

    def test_replaced_members(self) -> None:
        system, client = CATALOG.module("system"), CATALOG.module("http_client")
        assert system is not None and client is not None
        assert system.replaced["num_cpu"] == "runtime.cpu_count"
        assert all(new in system.members for new in system.replaced.values())
        assert client.types["Response"].replaced == {"status": "status_code"}
        assert "loaded" in CATALOG.libraries["package"].replaced

    def test_old_modules(self) -> None:
        old = CATALOG.old_module("btea")
        assert old is not None and "tty" in old.replacement
        assert CATALOG.old_module("upstream") is not None
        assert CATALOG.old_module("json") is None

    @pytest.mark.parametrize(
        ("written", "meant"), [("jsn", "json"), ("http_clinet", "http_client"), ("uuidv4", "uuid")]
    )
    def test_near_modules(self, written: str, meant: str) -> None:
        assert CATALOG.near_modules(written)[0] == meant


class TestGlobals:
    def test_ambient_names(self) -> None:
        always = {
            *("os", "payload", "channel", "print", "subscribe", "unsubscribe", "string", "table", "math"),
            *("coroutine", "errors", "package"),
        }
        assert CATALOG.ambient("library.lua") == always
        for kind in ("function.lua", "process.lua", "workflow.lua"):
            assert CATALOG.ambient(kind) == always | {"process"}
            assert CATALOG.ambient_uncertain(kind) == frozenset()
        assert CATALOG.ambient_uncertain("library.lua") == {"process"}
        assert CATALOG.ambient("http.endpoint") == frozenset()
        assert CATALOG.ambient("no.such.kind") == frozenset()

    @pytest.mark.parametrize(
        "name", ["print", "string", "table", "math", "coroutine", "errors", "package", "subscribe"]
    )
    def test_globals_that_cannot_be_listed(self, name: str) -> None:
        assert CATALOG.is_global(name) and CATALOG.global_only(name)
        assert name not in CATALOG.module_names

    @pytest.mark.parametrize("name", ["os", "payload", "channel", "process"])
    def test_ambient_names_that_can_be_listed(self, name: str) -> None:
        assert name in CATALOG.module_names and not CATALOG.global_only(name)

    def test_other_names(self) -> None:
        assert not CATALOG.is_global("json") and not CATALOG.global_only("json")
        assert not CATALOG.is_global("process")
        assert CATALOG.is_global("pairs") and CATALOG.global_only("pairs")

    def test_libraries_functions_and_types(self) -> None:
        assert set(CATALOG.libraries) == {"string", "table", "math", "coroutine", "errors", "package"}
        assert not CATALOG.libraries["errors"].listable
        assert CATALOG.libraries["errors"].members["NOT_FOUND"].kind == "constant"
        assert CATALOG.global_functions["tostring"].signature == "(v: any): string"
        assert set(CATALOG.global_types["error"].members) == {"kind", "message", "retryable", "details", "stack"}
        assert "env.get" in CATALOG.absent_globals["os.getenv"]


class TestCalls:
    def test_entry_ids(self) -> None:
        (call,) = CATALOG.calls["funcs.call"]
        assert (call.argument, call.option, call.value, call.ref_form) == (1, "", "entry-id", "full")
        assert call.is_reference and "function.lua" in call.kinds

    def test_second_argument(self) -> None:
        code, host = CATALOG.calls["process.spawn"]
        assert (code.argument, host.argument) == (1, 2)
        assert host.kinds == ("process.host", "terminal.host", "temporal.worker")
        assert host.not_in == "deterministic"

    def test_options(self) -> None:
        imports, modules = CATALOG.calls["eval_runner.run"]
        assert (imports.option, imports.value, imports.kinds) == ("imports", "entry-id", ("library.lua",))
        assert (modules.option, modules.value, modules.is_reference) == ("modules", "module-name", False)

    def test_what_is_no_reference(self) -> None:
        (name,) = CATALOG.calls["process.send"]
        assert name.value == "process-name" and not name.is_reference
        (template,) = CATALOG.calls["templates.Set:render"]
        assert template.kinds == ("template.jet",) and not template.is_reference

    def test_particulars(self) -> None:
        assert CATALOG.calls["contract.open"][0].cut == "?"
        assert CATALOG.calls["registry.get"][0].may_be_absent
        assert CATALOG.calls["env.get"][0].ref_form == "full-or-short"
        assert CATALOG.calls["system.supervisor.state"][0].kinds == ("@service",)


class TestStructure:
    def test_index_files(self) -> None:
        definition = CATALOG.definition
        assert (definition.namespace, definition.entries, definition.kind) == ("namespace", "entries", "kind")
        assert definition.structural_keys == {"name", "kind", "meta", "data"}
        assert definition.file_scheme == "file://"
        assert definition.index_files == ("_index.yaml", "_index.yml", "_index.json")
        assert definition.marker_files == ("wippy.lock", "wippy.yaml")
        assert {item.path: item.required for item in definition.entry_fields} == {
            "name": "yes",
            "kind": "yes",
            "meta": "no",
            "data": "no",
        }

    def test_project_files(self) -> None:
        lock = CATALOG.definition.lock
        assert (lock.source, lock.source_default) == (("directories", "src"), ".")
        assert (lock.vendored, lock.vendored_default, lock.vendor_directory) == (
            ("directories", "modules"),
            ".wippy",
            "vendor",
        )
        assert CATALOG.definition.manifest.file == "wippy.yaml"
        assert (CATALOG.definition.boot.file, CATALOG.definition.boot.versions) == (".wippy.yaml", ("1.0",))

    @pytest.mark.parametrize(
        ("text", "fits"),
        [
            ("${env:PORT}", True),
            ("${env:app.env:port|8080}", True),
            ("${PORT}", True),
            ("${PORT|8080}", True),
            ("${port}", False),
            ("${env:}", False),
            ("${PORT:-8080}", False),
            ("$PORT", False),
        ],
    )
    def test_placeholders(self, text: str, fits: bool) -> None:
        assert (re.fullmatch(CATALOG.definition.placeholder, text) is not None) is fits

    def test_meta_keys(self) -> None:
        marker = CATALOG.meta_with_role("type")
        assert marker is not None
        assert (marker.path, marker.key, marker.test_values, marker.origin) == (
            "meta.type",
            "type",
            ("test",),
            "convention",
        )
        module = CATALOG.meta_with_role("module")
        assert module is not None and module.path == "meta.module"
        routers = next(key for key in CATALOG.meta_keys if key.key == "router")
        assert (routers.kinds, routers.origin) == (("http.endpoint",), "runtime")
        assert CATALOG.meta_with_role("nothing") is None

    def test_documentation_links(self) -> None:
        assert CATALOG.doc_url("lua/entries.md") == "https://wippy.ai/en/lua/entries"
        assert CATALOG.doc_url("") == ""

    def test_version(self) -> None:
        assert CATALOG.version == "2026.8"

    def test_loaded_once(self) -> None:
        assert load_catalog() is CATALOG
        assert isinstance(CATALOG, Catalog)
