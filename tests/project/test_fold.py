"""A fold that follows its parts is one made at once; a mapping that was edited knows in what."""

from __future__ import annotations

import random

import pytest

from lua_entries.project.fold import Edited, Fold, changed_keys
from lua_entries.project.snapshot import joined

Part = dict[str, tuple[int, ...]]


def part(chosen: random.Random) -> Part:
    return {key: (chosen.randint(0, 3),) for key in chosen.sample("abcdef", chosen.randint(0, 4))}


@pytest.mark.parametrize("seed", range(20))
def test_following_is_folding(seed: int) -> None:
    chosen = random.Random(seed)
    parts = {name: part(chosen) for name in ("one", "two", "three", "four")}
    fold = Fold(joined, parts)
    for _ in range(10):
        changed = {name: part(chosen) for name in chosen.sample(sorted(parts), chosen.randint(0, 3))}
        before = fold.held
        keys = fold.follow({**changed, "unknown": {"a": (9,)}})
        parts |= changed
        assert dict(fold.held) == dict(Fold(joined, parts).held)
        assert {key for key in {**before, **fold.held} if before.get(key) != fold.held.get(key)} <= set(keys)
        assert set(changed_keys(before, fold.held)) <= set(keys)


def test_a_part_that_says_the_same_changes_nothing() -> None:
    parts: dict[str, Part] = {"one": {"a": (1,)}, "two": {"a": (2,)}}
    fold = Fold(joined, parts)
    held = fold.held
    assert not fold.follow({"two": {"a": (2,)}})
    assert fold.held is held


def test_what_was_edited_is_known_without_comparing() -> None:
    first = Edited({}, {"a": 1, "b": 2, "c": 3})
    second = Edited(first, {"a": 1, "b": 5}, ["c", "d"])
    third = Edited(second, {"e": 6})
    assert dict(second) == {"a": 1, "b": 5}
    assert second.changed == ("a", "b", "c", "d")
    assert set(changed_keys(first, second)) == {"b", "c"}
    assert set(changed_keys(first, third)) == {"b", "c", "e"}
    assert list(changed_keys(third, third)) == []
