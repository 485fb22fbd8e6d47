"""References: found, missing, unknown, and what each form of field makes of a short name."""

from __future__ import annotations

import pytest

from lua_entries.facts.index_file import index_facts
from lua_entries.project.resolver import EntryIndex, one_slip_apart, resolve, split_id
from lua_entries.project.units import Entry

FACT = index_facts("namespace: x\nentries:\n  - {name: a, kind: registry.entry}\n").entries[0]


def entry(identifier: str) -> Entry:
    namespace, name = split_id(identifier)
    return Entry(identifier, namespace, name, "registry.entry", "/w/_index.yaml", FACT, None, None, None)


def index(*own: str, elsewhere: tuple[str, ...] = (), external: tuple[str, ...] = ()) -> EntryIndex:
    entries: dict[str, tuple[Entry, ...]] = {}
    names: dict[str, frozenset[str]] = {}
    holders: dict[str, tuple[str, ...]] = {}
    for identifier in own:
        namespace, name = split_id(identifier)
        entries[identifier] = (*entries.get(identifier, ()), entry(identifier))
        names[namespace] = names.get(namespace, frozenset()) | {name}
        if namespace not in holders.get(name, ()):
            holders[name] = (*holders.get(name, ()), namespace)
    others = {identifier: (entry(identifier),) for identifier in elsewhere}
    return EntryIndex(entries, names, others, holders, external)


SHOP = index("shop:money", "shop:report", "shop.lib:money", elsewhere=("other:thing",), external=("ext", "ext.*"))


@pytest.mark.parametrize(
    ("text", "form", "verdict", "identifier"),
    [
        ("shop:money", "full", "found", "shop:money"),
        ("money", "full-or-short", "found", "shop:money"),
        (":money", "full-or-short", "found", "shop:money"),
        ("money", "full", "malformed", "money"),
        (":money", "full", "malformed", ":money"),
        ("money", "full-or-builtin", "module", "money"),
        (":money", "full-or-builtin", "module", "money"),
        ("shop:", "full", "malformed", "shop:"),
        ("", "full-or-short", "malformed", ""),
        (":", "full-or-builtin", "malformed", ":"),
        ("other:thing", "full", "found", "other:thing"),
        ("other:none", "full", "unknown", "other:none"),
        ("shop:none", "full", "missing", "shop:none"),
        ("none", "full-or-short", "missing", "shop:none"),
        ("app:none", "full", "unknown", "app:none"),
        ("ext:none", "full", "unknown", "ext:none"),
        ("ext.deep:none", "full", "unknown", "ext.deep:none"),
        ("a:b:c", "full", "unknown", "a:b:c"),
    ],
)
def test_verdicts(text: str, form: str, verdict: str, identifier: str) -> None:
    result = resolve(SHOP, text, form, "shop")
    assert (result.verdict, result.id) == (verdict, identifier)
    assert bool(result.entries) == (verdict == "found")
    assert bool(result.reason) == (verdict == "malformed")


def test_a_foreign_namespace_is_missing_only_where_it_is_one_slip_from_one_that_has_the_name() -> None:
    assert resolve(SHOP, "shop.libs:money", "full", "shop").near == ("shop.lib:money",)
    assert resolve(SHOP, "shop.libs:money", "full", "shop").verdict == "missing"
    assert resolve(SHOP, "shop.libs:report", "full", "shop").verdict == "unknown"
    assert resolve(SHOP, "shop.library:money", "full", "shop").verdict == "unknown"


def test_an_external_namespace_is_never_missing_although_it_is_declared_here() -> None:
    held = index("ext:here", external=("ext",))
    assert resolve(held, "ext:here", "full", "ext").verdict == "found"
    assert resolve(held, "ext:gone", "full", "ext").verdict == "unknown"


def test_near_names_come_from_the_namespace_first_then_from_others_that_have_the_name() -> None:
    held = index("shop:money", "shop:monkey", "lib:mony", "shop:zebra")
    assert resolve(held, "shop:mony", "full", "shop").near == ("shop:money", "shop:monkey", "lib:mony")


def test_a_short_name_in_a_field_that_takes_none_offers_the_own_namespace_first() -> None:
    held = index("a:driver", "shop:driver", "z:driver")
    assert resolve(held, "driver", "full", "shop").near == ("shop:driver", "a:driver", "z:driver")


def test_of_a_doubled_id_all_entries_are_targets() -> None:
    held = index("shop:money", "shop:money")
    assert len(resolve(held, "shop:money", "full", "shop").entries) == 2


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("money", "mony", True),
        ("money", "moneys", True),
        ("money", "honey", True),
        ("money", "mnoey", True),
        ("money", "money", False),
        ("money", "mnoye", False),
        ("mail1", "mail2", False),
        ("app", "apps", True),
        ("ap", "app", False),
    ],
)
def test_one_slip(one: str, other: str, near: bool) -> None:
    assert one_slip_apart(one, other) is near
    assert one_slip_apart(other, one) is near
