"""What the engine itself promises: order, one finding per place, configured severities, suppressions."""

from __future__ import annotations

from pathlib import Path

from lua_entries.project.workspace import LoadRequest, load_workspace
from lua_entries.rules.engine import CheckOptions, check
from lua_entries.rules.finding import Severity
from lua_entries.rules.followers import FOLLOWS
from lua_entries.rules.registry import RULE_CODES, RULES
from tests.support.project import lint_text, make_project

SHARED = """
--- _index.yaml
namespace: app
entries:
  - name: one
    kind: function.lua
    source: file://shared.lua
    method: run
  - name: two
    kind: function.lua
    source: file://shared.lua
    method: run
--- shared.lua
local json = require("json")
return { run = function() return json.encode({}) end }
"""

MANY = """
--- b/_index.yaml
namespace: app.b
entries:
  - {name: x, kind: no.such.kind}
  - {name: y, kind: function.lua, modules: [jsn]}
--- a/_index.yaml
namespace: app.a
entries:
  - {name: z, kind: http.endpoint, method: get}
"""


def test_findings_come_in_the_same_order_every_run(tmp_path: Path) -> None:
    root = make_project(tmp_path, MANY)
    runs = [check(load_workspace(LoadRequest(str(root)))).findings for _ in range(3)]
    assert runs[0] == runs[1] == runs[2]
    places = [(finding.path, finding.span, finding.code) for finding in runs[0]]
    assert places == sorted(places, key=lambda place: (place[0], place[1] or (-1, -1), place[2]))
    assert len(places) > 4


def test_entries_that_share_a_file_get_one_finding_with_the_others_related(tmp_path: Path) -> None:
    (finding,) = lint_text(tmp_path, SHARED)
    assert (finding.code, finding.entry) == ("LE301", "app:one")
    assert [related.message for related in finding.related if "app:two" in related.message]


def test_configuration_sets_severities_and_switches_rules_off(tmp_path: Path) -> None:
    (hint,) = lint_text(tmp_path, '--- lua-entries.toml\n[rules]\nundeclared-require = "hint"\n' + SHARED)
    assert hint.severity is Severity.HINT
    assert lint_text(tmp_path, '--- lua-entries.toml\n[rules]\nundeclared-require = "off"\n' + SHARED) == []


def test_select_and_ignore_choose_rules(tmp_path: Path) -> None:
    root = make_project(tmp_path, MANY)
    snapshot = load_workspace(LoadRequest(str(root)))
    selected = check(snapshot, CheckOptions(select=("unknown-kind",))).findings
    assert [finding.code for finding in selected] == ["LE102"]
    ignored = check(snapshot, CheckOptions(ignore=("unknown-kind",))).findings
    assert "LE102" not in {finding.code for finding in ignored} and ignored


def test_a_suppressed_finding_is_gone_and_its_comment_counts_as_used(tmp_path: Path) -> None:
    text = SHARED.replace(
        'local json = require("json")',
        'local json = require("json") -- lua-entries: ignore[undeclared-require] supplied by the host',
    )
    assert lint_text(tmp_path, text) == []


def test_nothing_is_said_of_a_suppression_whose_rule_does_not_run(tmp_path: Path) -> None:
    text = SHARED.replace("local json", "-- lua-entries: ignore[unknown-module]\nlocal json")
    codes = {finding.code for finding in lint_text(tmp_path, text)}
    assert codes == {"LE301", "LE901"}
    assert {finding.code for finding in lint_text(tmp_path, text, select=("undeclared-require",))} == {"LE301"}


def test_codes_and_names_are_unique_and_well_formed() -> None:
    assert len(RULE_CODES) == len(RULES) == len({rule.code for rule in RULES})
    for rule in RULES:
        assert rule.code[:2] == "LE" and len(rule.code) == 5 and rule.code[2:].isdigit()
        assert rule.name == rule.name.lower() and " " not in rule.name
        assert rule.summary and not rule.summary.endswith(".")


def test_the_table_of_followers_names_rules_that_exist_and_no_pair_twice() -> None:
    pairs = [(follow.cause, follow.effect) for follow in FOLLOWS]
    assert {name for pair in pairs for name in pair} <= set(RULE_CODES)
    assert len(pairs) == len(set(pairs))
    assert all(follow.why for follow in FOLLOWS)
