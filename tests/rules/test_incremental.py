"""Following changes gives what a look from scratch gives: the findings, and the index below them."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from functools import cached_property, partial
from pathlib import Path

import pytest

from lua_entries.features.usage import usage_of
from lua_entries.features.uses import EntryUse, Use, uses_of
from lua_entries.project import workspace
from lua_entries.project.memory import Memory
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.tracked import TrackedSnapshot
from lua_entries.project.units import Entry
from lua_entries.project.workspace import LoadRequest, load_part, load_workspace
from lua_entries.rules import incremental
from lua_entries.rules.alone import check_alone
from lua_entries.rules.engine import CheckOptions, Subject, check, run_isolated
from lua_entries.rules.finding import Finding
from lua_entries.rules.incremental import Checker
from lua_entries.rules.registry import RULE_CODES
from lua_entries.rules.rule import Check, Context
from lua_entries.text.span import Span

EXAMPLES = Path(__file__).parents[2] / "examples"
NEW_ENTRY = "\n  - name: {0}\n    kind: {1}\n    source: file://{0}.lua\n    method: main\n"
WORDS = (
    "x",
    " ",
    "\n",
    ":",
    "app",
    "json",
    "- ",
    "  ",
    "#",
    '"',
    "[",
    "require('time')",
    "\r\n",
    "é",
    "local x = 1\n",
    "json.encode = nil\n",
)
PARTS = ("\n", "  # more\n", NEW_ENTRY.format("moved", "function.lua"), "  - name: half\n", "\n\n\n")
"""What may stand between two entries."""


class Following:
    """A workspace that is changed at random and looked at in two ways."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.chosen = random.Random(seed)
        self.memory = Memory()
        self.checker = Checker()
        self.overlay: dict[str, str] = {}
        self.in_part = True
        self.alone: set[str] = set()
        """Rules that found something in files alone."""

    def change(self) -> None:
        """One event: an edit, a save, a close, a file made, removed, written or moved."""
        files = sorted(path for path in self.root.rglob("*") if path.is_file())
        path = self.chosen.choice([file for file in files if file.suffix in (".yaml", ".lua", ".lock")] or files)
        name = str(path)
        event = self.chosen.choice(
            ("edit", "edit", "edit", "move", "move", "rename", "close", "write", "remove", "make", "all")
        )
        if event == "edit":
            self.overlay[name] = self.edited(self.overlay.get(name, self.text(path)))
        elif event == "move":
            text = self.overlay.get(name, self.text(path))
            at = text.rfind("\n", 0, self.chosen.randint(0, len(text))) + 1
            at = text.find("\n  - name", at) + 1 or at
            self.overlay[name] = text[:at] + self.chosen.choice(PARTS) + text[at:]
        elif event == "rename":
            text = self.overlay.get(name, self.text(path))
            at = text.find("name: ", self.chosen.randint(0, len(text)))
            self.overlay[name] = text[: at + 6] + "q" + text[at + 6 :] if at >= 0 else text
        elif event == "close":
            closed = self.chosen.choice(sorted(self.overlay) or [name])
            self.overlay.pop(closed, None)
            self.memory.changed([closed])
        elif event == "write":
            path.write_bytes(self.edited(self.text(path)).encode())
            self.memory.changed([name])
        elif event == "remove":
            path.unlink()
            self.memory.changed([name])
        elif event == "make":
            made = path.with_name(self.chosen.choice(("made.lua", "_index.yaml", "other.yaml", "lua-entries.toml")))
            texts = {".lua": "return { main = function() end }\n", ".toml": "[rules]\nunused-module = 'error'\n"}
            made.write_text(
                texts.get(made.suffix, f"namespace: made\nentries:{NEW_ENTRY.format('made', 'function.lua')}")
            )
            self.memory.changed([str(made)])
        else:
            self.memory.recheck()

    def text(self, path: Path) -> str:
        return path.read_bytes().decode()

    def edited(self, text: str) -> str:
        start = self.chosen.randint(0, len(text))
        end = min(len(text), start + self.chosen.choice((0, 0, 1, 5)))
        return text[:start] + self.chosen.choice(WORDS) + text[end:]

    def compare(self) -> None:
        request = LoadRequest(str(self.root), overlay=dict(self.overlay), known_rules=RULE_CODES)
        fresh = load_workspace(request)
        snapshot = load_workspace(request._replace(memory=self.memory))
        assert list(snapshot.index_units) == list(fresh.index_units)
        assert snapshot.lua_paths == fresh.lua_paths
        tracked = self.checker.follow(snapshot)
        files = sorted({*fresh.index_units, *fresh.lua_paths})
        shown = self.chosen.sample(files, min(3, len(files))) if self.in_part else []
        early = self.checker.check_part(snapshot, shown)
        found = self.checker.check(snapshot)
        assert found is not None
        assert found.findings == check(fresh).findings
        assert {finding.path for finding in early} <= set(shown)
        read = [*fresh.index_units, *(unit.path for unit in fresh.lua_units.values())]
        assert {path: snapshot.text(path) for path in read} == {path: fresh.text(path) for path in read}
        assert [finding for finding in early if finding not in found.findings] == []
        self.compare_indexes(tracked, fresh)
        self.compare_alone(request, shown, found.findings)
        for path, unit in fresh.index_units.items():
            for known, entry in zip(tracked.index_units[path].entries, unit.entries, strict=True):
                assert [(link.alias, link.resolution[:2]) for link in tracked.links(known)] == [
                    (link.alias, link.resolution[:2]) for link in fresh.links(entry)
                ]
                assert known.fact == entry.fact
                assert known.file_meta == entry.file_meta
                assert tracked.sources.get(known) == fresh.sources.get(entry)
                assert places(uses_of(tracked).of(known)) == places(uses_of(fresh).of(entry))
                assert [(item.path, item.value) for item in tracked.references(known)] == [
                    (item.path, item.value) for item in fresh.references(entry)
                ]
                assert [item.id for item in tracked.importers(known)] == [item.id for item in fresh.importers(entry)]

    def compare_indexes(self, tracked: Snapshot, fresh: Snapshot) -> None:
        """What is kept by key is what is there."""
        for known, root in zip(tracked.roots, fresh.roots, strict=True):
            assert known.lua == root.lua
            for name in ("namespaces", "holders"):
                assert dict(getattr(known.index, name)) == dict(getattr(root.index, name))
            for name in ("entries", "elsewhere"):
                held, wanted = getattr(known.index, name), getattr(root.index, name)
                assert {key: [entry.fact for entry in entries] for key, entries in held.items()} == {
                    key: [entry.fact for entry in entries] for key, entries in wanted.items()
                }
        assert dict(tracked.filled.paths) == dict(fresh.filled.paths)
        assert {key: [user.id for user in unit.users] for key, unit in tracked.lua_units.items()} == {
            key: [user.id for user in unit.users] for key, unit in fresh.lua_units.items()
        }
        assert set(tracked.used_files) == set(fresh.used_files)
        for namespace in {unit.namespace for unit in fresh.index_units.values()}:
            assert tracked.files_of(namespace) == fresh.files_of(namespace)
        for name in {use.name for unit in fresh.lua_units.values() for use in unit.facts.names}:
            assert tracked.patched(name) == fresh.patched(name)
        for count in ("kinds", "namespaces", "meta", "meta_values", "groups"):
            assert getattr(usage_of(tracked), count) == getattr(usage_of(fresh), count)
        now, anew = uses_of(tracked), uses_of(fresh)
        for namespace in {unit.namespace for unit in fresh.index_units.values()}:
            assert places(now.of_namespace(namespace)) == places(anew.of_namespace(namespace))
        for path in {target.path for targets in fresh.targets.values() for target in targets}:
            assert spans(now.of_file(path)) == spans(anew.of_file(path))
        names = {use for unit in fresh.lua_units.values() for use in unit.facts.names}
        for name in {use.name for use in names}:
            assert spans(now.of_module(name)) == spans(anew.of_module(name))
        for member in {use.member for use in names}:
            found, again = now.of_any_member(member), anew.of_any_member(member)
            assert sorted((owner, use[:2]) for owner, use in found) == sorted((owner, use[:2]) for owner, use in again)
        for unit in fresh.lua_units.values():
            owner = anew.chunk(unit)
            for export in unit.facts.returned.exports:
                assert spans(now.of_method(owner, export.name)) == spans(anew.of_method(owner, export.name))

    def compare_alone(self, request: LoadRequest, shown: list[str], found: tuple[Finding, ...]) -> None:
        """What is found in some files alone is found in the whole, too."""
        part = load_part(request, shown)
        alone = check_alone(part, shown) if part is not None else ()
        seen = {as_shown(finding) for finding in found}
        assert [finding for finding in alone if as_shown(finding) not in seen] == []
        self.alone.update(finding.rule for finding in alone)


def spans(uses: Iterable[Use]) -> list[tuple[str, Span]]:
    return sorted(use[:2] for use in uses)


def places(uses: Iterable[EntryUse]) -> list[tuple[str, Span, str]]:
    return sorted((use.path, use.span, use.holder.id) for use in uses)


def as_shown(finding: Finding) -> Finding:
    """A finding without what no editor shows."""
    return finding._replace(keys=frozenset(), entry=None)


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "FEW", -1)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("example", sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir()))
def test_incremental_is_rebuild(example: str, seed: int, tmp_path: Path) -> None:
    root = tmp_path / example
    shutil.copytree(EXAMPLES / example, root)
    following = Following(root, seed)
    following.compare()
    for _ in range(15):
        for _ in range(following.chosen.randint(1, 3)):
            following.change()
        following.compare()


def test_an_edit_checks_what_it_touches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(EXAMPLES / "shop", tmp_path / "shop")
    following = Following(tmp_path / "shop", 0)
    following.in_part = False
    following.compare()
    checked: set[str] = set()

    def run(item: Check, context: Context, subject: Subject) -> list[Finding]:
        checked.add(subject.id if isinstance(subject, Entry) else str(getattr(subject, "path", "root")))
        return run_isolated(item, context, subject)

    monkeypatch.setattr(incremental, "run_isolated", run)
    following.compare()
    assert checked == set()
    snapshot = load_workspace(LoadRequest(str(following.root)))
    unit = next(unit for unit in snapshot.lua_units.values() if not any(map(snapshot.importers, unit.users)))
    following.overlay[unit.path] = f"{unit.text}\n-- more\n"
    following.compare()
    assert {user.id for user in unit.users} <= checked
    assert len(checked) <= len(unit.users) + 2  # the text itself, and the root


def test_what_an_edit_moves_is_not_checked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [f"  - name: e{number}\n    kind: functon.lua\n    source: file://e.lua\n" for number in range(9)]
    index = tmp_path / "_index.yaml"
    index.write_text("namespace: app\nentries:\n" + "\n".join(entries))
    (tmp_path / "e.lua").write_text("return {}\n")
    following = Following(tmp_path, 0)
    following.in_part = False
    following.compare()
    checked: set[str] = set()

    def run(item: Check, context: Context, subject: Subject) -> list[Finding]:
        if isinstance(subject, Entry):
            checked.add(subject.name)
        return run_isolated(item, context, subject)

    monkeypatch.setattr(incremental, "run_isolated", run)
    text = index.read_text()
    for edited, wanted in (
        (text.replace("name: e3\n", "name: e3\n    # more\n"), {"e3"}),
        (text.replace("name: e3\n", "name: e3\n    method: x\n"), {"e3"}),
        (text.replace("entries:\n", "meta: {x: 1}\nentries:\n"), {f"e{number}" for number in range(9)}),
        (text.replace("entries:\n", "entries:\n\n\n"), {f"e{number}" for number in range(9)}),  # without the meta
        (text.replace("entries:\n", "# more\n\nentries:\n\n\n"), set()),
        (text, set()),
        (text.replace("  - name: e4", "  - name: new\n    kind: x\n\n  - name: e4"), {"new", "e4"}),
    ):
        checked.clear()
        following.overlay[str(index)] = edited
        following.compare()
        assert checked == wanted


def test_a_part_is_checked_without_reading_all_lua(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "broken", tmp_path / "broken")
    snapshot = load_workspace(LoadRequest(str(tmp_path / "broken"), known_rules=RULE_CODES))
    assert not any(unit.content.is_read for unit in snapshot.lua_units.values() if unit.inline is None)
    checker = Checker()
    checker.follow(snapshot)
    full = check(load_workspace(LoadRequest(str(tmp_path / "broken"), known_rules=RULE_CODES))).findings
    path = next(finding.path for finding in full if finding.rule == "undeclared-require")
    early = checker.check_part(snapshot, [path])
    assert "undeclared-require" in {finding.rule for finding in early}
    units = [unit for unit in snapshot.lua_units.values() if unit.inline is None]
    assert 0 < sum(unit.content.is_summarised for unit in units) < len(units) / 2


def test_files_alone_tell_much(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "broken", tmp_path / "broken")
    request = LoadRequest(str(tmp_path / "broken"), known_rules=RULE_CODES)
    full = check(load_workspace(request)).findings
    alone: set[str] = set()
    for path in {finding.path for finding in full}:
        part = load_part(request, [path])
        if part is not None:
            alone.update(finding.rule for finding in check_alone(part, [path]))
    assert {"yaml-syntax", "lua-syntax", "duplicate-key", "unknown-kind", "unknown-field", "field-type"} <= alone


MISTAKES = """namespace: app
entries:
  - name: first
    kind: function.lua
    source: file://first.lua
    pool: {type: lazzy}
  - name: second
    kind: function.lau
"""
REQUIREMENT = """namespace: other
entries:
  - name: need
    kind: ns.requirement
    targets: [{entry: %s, path: .method}]
"""


def found_alone(root: Path) -> list[tuple[str, str | None]]:
    part = load_part(LoadRequest(str(root), known_rules=RULE_CODES), [str(root / "app/_index.yaml")])
    assert part is not None
    found = check_alone(part, [str(root / "app/_index.yaml")])
    return [(finding.rule, finding.entry) for finding in found]


def test_what_may_be_filled_in_from_elsewhere_is_not_missing(tmp_path: Path) -> None:
    (tmp_path / "wippy.lock").write_text("directories: {modules: .wippy, src: .}\n")
    for name in ("app", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "app/_index.yaml").write_text(MISTAKES)
    (tmp_path / "app/first.lua").write_text("return {}\n")
    unclear = ("unknown-kind", "app:second")
    sure = [("missing-field", "app:first"), ("invalid-value", "app:first"), unclear]
    assert found_alone(tmp_path) == sure
    for target, left in (
        ("app:first", [unclear]),
        ("app:frst", []),  # either may be meant, as far as is known
        ("elsewhere:first", [unclear]),
        ("elsewhere:third", sure),
        ("app:second", [item for item in sure if item != unclear]),
    ):
        (tmp_path / "other/_index.yaml").write_text(REQUIREMENT % target)
        assert found_alone(tmp_path) == left, target
    hidden = REQUIREMENT.replace("kind: ns.requirement", 'kind: "ns\\x2erequirement"') % "app:first"
    (tmp_path / "other/_index.yaml").write_text(hidden)
    assert found_alone(tmp_path) == [unclear]


def test_a_finding_in_lua_heeds_the_comment_above_its_entry(tmp_path: Path) -> None:
    (tmp_path / "wippy.lock").write_text("directories: {modules: .wippy, src: .}\n")
    text = "namespace: app\nentries:\n  - name: f\n    kind: function.lua\n    method: m\n    source: file://f.lua\n"
    (tmp_path / "_index.yaml").write_text(text.replace("  - name", "  # lua-entries: ignore[lua-syntax] old\n  - name"))
    lua = tmp_path / "f.lua"
    lua.write_text("return {m = function() end\n")
    request = LoadRequest(str(tmp_path), known_rules=RULE_CODES)
    part = load_part(request, [str(lua)])
    assert part is not None and check_alone(part, [str(lua)]) == ()
    snapshot, checker = load_workspace(request), Checker()
    checker.follow(snapshot)
    assert checker.check_part(snapshot, [str(lua)]) == ()


def test_giving_way_loses_nothing(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "broken", tmp_path / "broken")
    snapshot = load_workspace(LoadRequest(str(tmp_path / "broken"), known_rules=RULE_CODES))
    checker = Checker()
    answers = checker.follow(snapshot).answers
    found, rounds = None, 0

    def made_some_since(before: int) -> bool:
        return answers.made > before + 20

    while found is None:
        before = answers.made
        found = checker.check(snapshot, partial(made_some_since, before))
        assert answers.made > before
        rounds += 1
    assert rounds > 3
    assert found.findings == check(snapshot).findings


def test_a_tracked_snapshot_keeps_no_answer_of_its_own() -> None:
    """What `Snapshot` computes once for itself must be asked anew of each snapshot that a tracked one follows."""
    kept = {name for name, value in vars(Snapshot).items() if isinstance(value, cached_property)}
    own = {name for name in kept if name in vars(TrackedSnapshot)}
    assert kept == own


def test_options_hold_for_every_round(tmp_path: Path) -> None:
    root = tmp_path / "broken"
    shutil.copytree(EXAMPLES / "broken", root)
    options = CheckOptions(("unknown-module", "unresolved-data-id"), ("unknown-module",), report_unknown=True)
    memory, checker = Memory(), Checker(options)
    for _ in range(2):
        snapshot = load_workspace(LoadRequest(str(root), known_rules=RULE_CODES, memory=memory))
        checker.follow(snapshot)
        result = checker.check(snapshot)
        assert result == check(snapshot, options)
        assert {finding.rule for finding in result.findings} == {"unresolved-data-id"}
        memory.recheck()
