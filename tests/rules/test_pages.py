"""Each page in `docs/rules` is the test of its rule: its examples are linted and must give what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.rules.registry import RULES
from tests.support.pages import CLEAN, SECTIONS, VIOLATING, Example, Page, page_paths, read_page
from tests.support.project import check_fixture

PAGES = [read_page(path) for path in page_paths()]
EXAMPLES = [
    pytest.param(page, example, id=f"{page.name}-{example.section}-{example.title or number}".replace(" ", "_"))
    for page in PAGES
    for number, example in enumerate(page.examples)
]
# No project makes a rule fail; tests of the engine do.
WITHOUT_EXAMPLES = {"LE999"}
ON_PAGES = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])


@pytest.mark.parametrize(("page", "example"), EXAMPLES)
def test_example_gives_what_it_says(page: Page, example: Example, tmp_path: Path) -> None:
    check_fixture(tmp_path, example.fixture)
    codes = {expected.code for expected in example.fixture.expected}
    if example.section == VIOLATING:
        assert page.code in codes, "the example does not show the rule of its page"
    else:
        assert not codes, "only the examples under `Example` may be wrong"


def test_each_rule_has_a_page_and_each_page_a_rule() -> None:
    assert sorted((page.code, page.name) for page in PAGES) == sorted((rule.code, rule.name) for rule in RULES)


@ON_PAGES
def test_page_is_named_as_its_rule(page: Page) -> None:
    assert page.path.stem == page.name


@ON_PAGES
def test_page_has_the_sections_in_order(page: Page) -> None:
    assert page.sections == SECTIONS


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.code not in WITHOUT_EXAMPLES], ids=lambda page: str(page.name)
)
@pytest.mark.parametrize("section", [VIOLATING, *CLEAN])
def test_section_has_an_example(page: Page, section: str) -> None:
    assert section in {example.section for example in page.examples}


@ON_PAGES
def test_facts_below_the_title_are_those_of_the_registry(page: Page) -> None:
    rule = next(rule for rule in RULES if rule.code == page.code)
    assert (page.severity, page.fix) == (rule.severity.label, rule.fix or "none")
