"""References in fields: which values are some, where they stand, and what they mean."""

from __future__ import annotations

from pathlib import Path

from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry
from lua_entries.project.workspace import LoadRequest, load_workspace
from tests.support.project import make_project

PROJECT = """
--- wippy.lock
directories: {src: src}
--- .wippy.yaml
version: "1.0"
override:
  app:service:host: elsewhere:hosts
--- src/_index.yaml
namespace: app
meta:
  server: web
  depends_on: ["ns:other", "group:late", "app:web", "app.*", ":web", ""]
entries:
  - {name: web, kind: http.service, addr: ":80", network: {name: tunnel}, tls: {cert_env: TLS_CERT, key_env: "app:key"}}
  - {name: api, kind: http.router, meta: {server: "app:gate"}, options: {token_auth.store: "app:tokens", x: y}}
  - {name: pub, kind: http.router, server: "app:unused"}
  - {name: e, kind: http.endpoint, meta: {router: "${env:ROUTER}"}, method: GET, path: /, func: {ns: app, name: run}}
  - {name: bad, kind: http.endpoint, meta: {router: {ns: app, name: api}}, method: GET, path: /, func: [run]}
  - {name: run, kind: function.lua, source: x, method: y, imports: {a: "app:b"}, security: {policies: [a, "b:c"]}}
  - name: service
    kind: process.service
    process: Run
    host: app:hosts
    lifecycle: {requires: [web, {name: web}, 1], security: {groups: [staff, "app:all"]}}
  - {name: open, kind: security.policy, groups: [staff, "other:guests"]}
"""


def load(tmp_path: Path) -> Snapshot:
    return load_workspace(LoadRequest(str(make_project(tmp_path, PROJECT))))


def entry(snapshot: Snapshot, name: str) -> Entry:
    return next(each for each in snapshot.roots[0].entries if each.name == name)


def found(snapshot: Snapshot, name: str) -> list[tuple[str, str, str]]:
    """Path, text and verdict of each reference of an entry, but for those of the file's header."""
    return [
        (item.shown, item.reference.text, item.resolution.verdict)
        for item in snapshot.references(entry(snapshot, name))
        if not item.shown.startswith("meta.depends_on")
    ]


def test_the_forms_of_a_reference(tmp_path: Path) -> None:
    snapshot = load(tmp_path)
    assert found(snapshot, "web") == [("network", "tunnel", "malformed"), ("tls.key_env", "app:key", "missing")]
    assert found(snapshot, "api") == [
        ("options.token_auth.store", "app:tokens", "missing"),
        ("meta.server", "app:gate", "missing"),
    ]
    assert found(snapshot, "e") == [("func", "app:run", "found")]
    assert found(snapshot, "run") == [
        ("security.policies[0]", "a", "malformed"),
        ("security.policies[1]", "b:c", "unknown"),
    ]


def test_values_of_the_wrong_type_are_none(tmp_path: Path) -> None:
    assert found(load(tmp_path), "bad") == []


def test_what_an_override_writes_is_left_out(tmp_path: Path) -> None:
    assert found(load(tmp_path), "service") == [
        ("process", "Run", "missing"),
        ("lifecycle.requires[0]", "web", "found"),
    ]


def test_the_header_of_the_file_counts_where_the_entry_has_no_such_key(tmp_path: Path) -> None:
    snapshot = load(tmp_path)
    assert found(snapshot, "pub") == [("meta.server", "web", "found")]
    (own,) = [item for item in snapshot.references(entry(snapshot, "pub")) if item.shown == "meta.server"]
    (other,) = [item for item in snapshot.references(entry(snapshot, "open")) if item.reference.text == "app:web"]
    text = Path(entry(snapshot, "pub").path).read_text(encoding="utf-8")
    assert text[own.reference.span.start : own.reference.span.end] == "web"
    assert text[other.reference.span.start : other.reference.span.end] == "app:web"


def test_names_that_are_no_ids_are_none(tmp_path: Path) -> None:
    snapshot = load(tmp_path)
    items = snapshot.references(entry(snapshot, "open"))
    assert [(item.shown, item.resolution.id) for item in items] == [
        ("meta.depends_on[2]", "app:web"),
        ("meta.depends_on[4]", "app:web"),
    ]


def test_groups_are_known_by_their_ids(tmp_path: Path) -> None:
    # Where a short name is not completed, the group has no namespace.
    assert load(tmp_path).groups == {"app:staff", "staff", "app:all", "other:guests"}
