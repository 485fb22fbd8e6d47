"""Baselines: their text, what they know again, and what is no baseline."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lua_entries.report.baseline import BaselineError, baseline_text, compare, read_baseline
from lua_entries.report.identity import Identity
from lua_entries.rules.finding import Finding
from lua_entries.text.span import Span
from tests.report.sample import HOME, finding

PATH = f"{HOME}/ci/known.json"
GOLDEN = """\
{
  "version": 1,
  "findings": {
    "../a.yaml": [
      {"rule": "source-not-found", "entry": null, "message": "値 \\"quoted\\"", "count": 1},
      {"rule": "source-not-found", "entry": "app:one", "message": "wrong", "count": 2}
    ],
    "../b.lua": [
      {"rule": "source-not-found", "entry": null, "message": "wrong", "count": 1}
    ]
  }
}
"""
KNOWN = finding("a.yaml", Span(0, 1), entry="app:one")


def sample() -> list[Finding]:
    return [
        finding("a.yaml", Span(0, 1), entry="app:one"),
        finding("b.lua", None),
        finding("a.yaml", Span(9, 10), entry="app:one"),
        finding("a.yaml", Span(5, 6), '値 "quoted"'),
    ]


def test_text() -> None:
    assert baseline_text(PATH, sample()) == GOLDEN
    assert baseline_text(PATH, reversed(sample())) == GOLDEN
    assert baseline_text(PATH, []) == '{\n  "version": 1,\n  "findings": {}\n}\n'


def test_findings_are_known_again_wherever_they_moved() -> None:
    baseline = read_baseline(PATH, GOLDEN)
    moved = [item._replace(span=Span(100, 200)) for item in sample()]
    assert compare(baseline, moved) == ((), 4, ())


@pytest.mark.parametrize(
    "other",
    [
        KNOWN._replace(path=f"{HOME}/c.yaml"),
        KNOWN._replace(rule="source-outside-root"),
        KNOWN._replace(entry="app:two"),
        KNOWN._replace(message="wrong too"),
    ],
)
def test_a_finding_that_differs_is_new(other: Finding) -> None:
    baseline = read_baseline(PATH, baseline_text(PATH, [KNOWN]))
    compared = compare(baseline, [other])
    assert compared.new == (other,)
    assert compared.resolved == (Identity("../a.yaml", "source-not-found", "app:one", "wrong"),)


def test_one_more_of_the_same_is_new() -> None:
    baseline = read_baseline(PATH, GOLDEN)
    more = [*sample(), finding("a.yaml", Span(50, 51), entry="app:one")]
    assert compare(baseline, more).new == (more[-1],)
    fewer = sample()[1:]
    assert compare(baseline, fewer) == ((), 3, (Identity("../a.yaml", "source-not-found", "app:one", "wrong"),))


def test_numbers_of_lines_and_directories_in_messages_do_not_count() -> None:
    baseline = read_baseline(PATH, baseline_text(PATH, [finding("a", None, "`x/y/z.lua` ends at line 4 of 5")]))
    assert compare(baseline, [finding("a", None, "`y/z.lua` ends at line 17 of 5")]).known == 1
    assert compare(baseline, [finding("a", None, "`y/q.lua` ends at line 4 of 5")]).known == 0
    assert compare(baseline, [finding("a", None, "`y/z.lua` ends at line 4 of 6")]).known == 0


_TEXTS = st.text(st.characters(), max_size=6)  # lone surrogates, too
_FINDINGS = st.lists(
    st.builds(
        lambda path, message, entry: finding(f"{path}.yaml", None, message, entry=entry),
        st.sampled_from(["a", "b/c", "値", "\udcff"]),
        _TEXTS,
        st.none() | _TEXTS.filter(bool),
    )
)


@given(_FINDINGS)
def test_what_is_written_is_read(findings: list[Finding]) -> None:
    text = baseline_text(PATH, findings)
    text.encode("utf-8")
    json.loads(text)
    assert compare(read_baseline(PATH, text), findings) == ((), len(findings), ())


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("", "not valid JSON: Expecting value", 1),
        ('{\n"version": 1,\n}', "not valid JSON", 3),
        ("[" * 100_000, "not valid JSON: nested too deeply", None),
        ("[]", "not a baseline: it has no `version`", None),
        ('{"findings": {}}', "not a baseline: it has no `version`", None),
        ('{"version": 2, "findings": {}}', "`version` is 2, and only 1 is known", None),
        ('{"version": 1}', "`findings` must be an object of lists by path", None),
        ('{"version": 1, "findings": {"a": {}}}', "the findings of `a` must be a list", None),
        ('{"version": 1, "findings": {"a": ["x"]}}', "finding 1 of `a` must have the keys `rule`, `entry`", None),
    ],
)
def test_no_baseline(text: str, message: str, line: int | None) -> None:
    with pytest.raises(BaselineError) as caught:
        read_baseline(PATH, text)
    assert caught.value.message.startswith(message)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rule": 1}, "`rule` of finding 1 of `a` must be a string"),
        ({"entry": 1}, "`entry` of finding 1 of `a` must be a string"),
        ({"message": None}, "`message` of finding 1 of `a` must be a string"),
        ({"count": 0}, "`count` of finding 1 of `a` must be a whole number from 1 on"),
        ({"count": True}, "`count` of finding 1 of `a` must be a whole number from 1 on"),
        ({"line": 3}, "finding 1 of `a` must have the keys"),
    ],
)
def test_a_wrong_line_is_named(change: dict[str, object], message: str) -> None:
    item = {"rule": "r", "entry": None, "message": "m", "count": 1, **change}
    with pytest.raises(BaselineError, match=message):
        read_baseline(PATH, json.dumps({"version": 1, "findings": {"a": [item]}}))
