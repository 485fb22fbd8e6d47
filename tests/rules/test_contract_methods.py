"""LE505: what a binding implements against what its contract declares."""

from __future__ import annotations

from pathlib import Path

from tests.support.project import check_project

COMMON = """
--- src/_index.yaml
namespace: app
entries:
  - {name: run, kind: function.lua, source: "return function() return 1 end", method: main}
  - name: payment
    kind: contract.definition
    methods:
      - name: charge
      - name: refund
  - name: empty
    kind: contract.definition
"""


def test_both_directions(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        COMMON
        + """\
  - name: misspelt
    kind: contract.binding
    contracts:
      - contract: app:payment
        methods:
          charge: app:run
          refnud: app:run
        # ^^^^^^ LE505: did you mean `refund`?
  - name: half
    kind: contract.binding
    contracts:
      - contract: app:payment
        methods:
      # ^^^^^^^ LE505: lacks `refund` of contract `app:payment`
          charge: app:run
  - name: more
    kind: contract.binding
    contracts:
      - contract: app:payment
        methods:
          charge: app:run
          refund: app:run
          total: app:run  # LE505: it has `charge`, `refund`
  - name: none
    kind: contract.binding
    contracts:
      - contract: app:payment  # LE505: lacks `charge`, `refund`
      - contract: app:empty
  - name: null_methods
    kind: contract.binding
    contracts:
      - contract: app:payment
        methods:  # LE505: lacks `charge`, `refund`
  - name: too_much
    kind: contract.binding
    contracts:
      - contract: app:empty
        methods: {charge: "app:run"}  # LE505: it has no methods
""",
    )


def test_contracts_that_are_not_known_for_sure(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        COMMON.replace("--- src", "--- one/wippy.lock\ndirectories: {src: src}\n--- one/src").replace(
            "namespace: app", "namespace: app"
        )
        + """\
  - name: filled
    kind: contract.binding
    contracts:
      - contract: app:payment
  - name: target
    kind: ns.requirement
    targets: [{entry: filled, path: .contracts}]
  - name: elsewhere
    kind: contract.binding
    contracts:
      - contract: other:payment
        methods: {charge: "app:run"}
--- two/wippy.lock
directories: {src: src}
--- two/src/_index.yaml
namespace: two
entries:
  - name: another_version
    kind: contract.binding
    contracts:
      - contract: app:payment
        methods: {charge: "app:run"}
""",
    )
