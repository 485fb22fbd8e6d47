"""Which files belong together, and what each root loads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lua_entries.files.discover import Found, walk
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.workspace import LoadRequest, load_workspace
from tests.support.project import make_project


def load(tmp_path: Path, text: str) -> tuple[Path, Snapshot]:
    root = make_project(tmp_path, text)
    return root, load_workspace(LoadRequest(str(root)))


def roots(root: Path, snapshot: Snapshot) -> dict[str, set[str]]:
    """Ids that each root reports on, by the root's directory relative to the workspace."""
    return {
        Path(view.root.directory).relative_to(root).as_posix(): {entry.id for entry in view.entries}
        for view in snapshot.roots
    }


def test_without_markers_everything_is_one_root(tmp_path: Path) -> None:
    found = roots(
        *load(
            tmp_path,
            """
--- src/_index.yaml
namespace: app
entries: [{name: a, kind: registry.entry}]
--- src/lib/_index.yaml
namespace: app.lib
entries: [{name: b, kind: registry.entry}]
""",
        )
    )
    assert found == {".": {"app:a", "app.lib:b"}}


def test_examples_that_share_a_namespace_are_roots_of_their_own(tmp_path: Path) -> None:
    found = roots(
        *load(
            tmp_path,
            """
--- one/src/_index.yaml
namespace: app
entries: [{name: a, kind: registry.entry}]
--- two/src/_index.yaml
namespace: app
entries: [{name: a, kind: registry.entry}]
""",
        )
    )
    assert found == {"one": {"app:a"}, "two": {"app:a"}}


@pytest.mark.parametrize("marker", ["wippy.lock", "wippy.yaml", "lua-entries.toml"])
def test_a_marker_makes_a_root(tmp_path: Path, marker: str) -> None:
    found = roots(
        *load(
            tmp_path,
            f"""
--- one/{marker}
--- one/_index.yaml
namespace: app
entries: [{{name: a, kind: registry.entry}}]
--- two/_index.yaml
namespace: other
entries: [{{name: b, kind: registry.entry}}]
""",
        )
    )
    assert found == {"one": {"app:a"}, ".": {"other:b"}}


def test_a_file_belongs_to_its_innermost_root_though_others_load_it(tmp_path: Path) -> None:
    root, snapshot = load(
        tmp_path,
        """
--- module/wippy.yaml
--- module/_index.yaml
namespace: acme.mod
entries: [{name: lib, kind: registry.entry}]
--- module/test/wippy.lock
directories:
  src: ..
--- module/test/_index.yaml
namespace: acme.mod.test
entries: [{name: check, kind: registry.entry}]
""",
    )
    assert roots(root, snapshot) == {"module": {"acme.mod:lib"}, "module/test": {"acme.mod.test:check"}}
    test_root = next(view for view in snapshot.roots if view.root.directory.endswith("test"))
    assert {entry.id for entry in test_root.loaded} == {"acme.mod:lib", "acme.mod.test:check"}


def test_replacements_outside_of_the_root_are_loaded_and_prefer_their_src(tmp_path: Path) -> None:
    _, snapshot = load(
        tmp_path,
        """
--- app/wippy.lock
directories: {src: ./src}
replacements:
  - {from: acme/kit, to: ../kit}
--- app/src/_index.yaml
namespace: app
entries: [{name: a, kind: registry.entry}]
--- kit/_index.yaml
namespace: kit.docs
entries: [{name: outside, kind: registry.entry}]
--- kit/src/_index.yaml
namespace: acme.kit
entries: [{name: lib, kind: registry.entry}]
""",
    )
    app = next(view for view in snapshot.roots if view.root.directory.endswith("app"))
    assert {entry.id for entry in app.loaded} == {"app:a", "acme.kit:lib"}
    assert {entry.id for entry in app.entries} == {"app:a", "acme.kit:lib"}


def test_unpacked_modules_are_read_but_not_reported_on_even_where_git_ignores_them(tmp_path: Path) -> None:
    _, snapshot = load(
        tmp_path,
        """
--- .gitignore
.wippy/
--- wippy.lock
directories: {modules: .wippy, src: ./src}
modules:
  - {name: acme/kit, version: 1.2.0}
  - {name: acme/old, version: 0.1.0}
  - {name: acme/packed, version: 2.0.0}
--- src/_index.yaml
namespace: app
entries: [{name: a, kind: registry.entry}]
--- .wippy/vendor/acme/kit/_index.yaml
namespace: acme.kit
entries: [{name: lib, kind: registry.entry}]
--- .wippy/vendor/acme/old-0.1.0/_index.yaml
namespace: acme.old
entries: [{name: lib, kind: registry.entry}]
""",
    )
    (view,) = snapshot.roots
    assert {entry.id for entry in view.entries} == {"app:a"}
    assert {entry.id for entry in view.loaded} == {"app:a", "acme.kit:lib", "acme.old:lib"}


def test_ignored_and_skipped_directories_are_not_read(tmp_path: Path) -> None:
    _, snapshot = load(
        tmp_path,
        """
--- .gitignore
/dist/
--- _index.yaml
namespace: app
entries: [{name: a, kind: registry.entry}]
--- dist/_index.yaml
namespace: built
entries: [{name: b, kind: registry.entry}]
--- node_modules/x/_index.yaml
namespace: dependency
entries: [{name: c, kind: registry.entry}]
""",
    )
    assert set(snapshot.index_units) == {str(Path(snapshot.directory) / "_index.yaml")}


def test_yaml_of_another_name_counts_when_it_declares_entries(tmp_path: Path) -> None:
    _, snapshot = load(
        tmp_path,
        """
--- queues.yaml
namespace: app
entries: [{name: a, kind: registry.entry}]
--- deployment.yaml
kind: Deployment
metadata:
  namespace: production
--- values.yml
namespace: production
replicas: 3
""",
    )
    assert [Path(path).name for path in snapshot.index_units] == ["queues.yaml"]


def test_unsaved_text_counts_instead_of_the_file_and_without_one(tmp_path: Path) -> None:
    root = make_project(
        tmp_path,
        """
--- _index.yaml
namespace: app
entries: [{name: a, kind: registry.entry}]
""",
    )
    overlay = {
        str(root / "_index.yaml"): "namespace: app\nentries: [{name: renamed, kind: registry.entry}]\n",
        str(root / "new" / "_index.yaml"): "namespace: app.new\nentries: [{name: b, kind: registry.entry}]\n",
    }
    snapshot = load_workspace(LoadRequest(str(root), overlay=overlay))
    assert {entry.id for view in snapshot.roots for entry in view.entries} == {"app:renamed", "app.new:b"}


def test_links_to_directories_and_out_of_the_root_are_not_followed(tmp_path: Path) -> None:
    root = make_project(
        tmp_path,
        """
--- inside/_index.yaml
namespace: app
entries: [{name: a, kind: registry.entry}]
""",
    )
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "_index.yaml").write_text("namespace: secret\nentries: []\n")
    (root / "linked").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "_index.yaml").symlink_to(outside / "_index.yaml")
    snapshot = load_workspace(LoadRequest(str(root)))
    assert [Path(path).relative_to(root).as_posix() for path in snapshot.index_units] == ["inside/_index.yaml"]


def test_the_snapshot_does_not_depend_on_the_order_of_the_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = """
--- b/_index.yaml
namespace: app.b
entries: [{name: x, kind: registry.entry}, {name: y, kind: registry.entry}]
--- a/_index.yaml
namespace: app.a
entries: [{name: x, kind: registry.entry}]
"""
    root, first = load(tmp_path, text)

    def reversed_walk(*args: Any, **options: Any) -> Found:
        found = walk(*args, **options)
        return found._replace(files=tuple(reversed(found.files)))

    monkeypatch.setattr("lua_entries.project.discovery.walk", reversed_walk)
    second = load_workspace(LoadRequest(str(root)))
    assert [entry.id for entry in first.roots[0].loaded] == [entry.id for entry in second.roots[0].loaded]
