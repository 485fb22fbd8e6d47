"""LE507: parameters that a component in the workspace does not ask for."""

from __future__ import annotations

from pathlib import Path

from tests.support.project import check_project

MAIL = """
--- mail/wippy.lock
directories: {src: src}
--- mail/src/_index.yaml
namespace: acme.mail
entries:
  - {name: sender, kind: ns.requirement, targets: [{entry: "acme.mail:from", path: .default}]}
  - {name: from, kind: env.variable, storage: "acme.mail:os", variable: FROM}
  - {name: os, kind: env.storage.os}
--- mail/src/parts/_index.yaml
namespace: acme.mail.parts
entries:
  - {name: queue, kind: ns.requirement, targets: [{entry: "acme.mail:from", path: .meta.queue}]}
--- mail/src/elsewhere/_index.yaml
namespace: mail_tools
entries:
  - {name: tool, kind: ns.requirement, targets: [{entry: "acme.mail:from", path: .meta.tool}]}
"""

APP = """
--- app/wippy.lock
directories: {src: src}
--- app/src/_index.yaml
namespace: app
entries:
  - name: mail
    kind: ns.dependency
    component: acme/mail
    version: "*"
    parameters:
      - {name: sender, value: a@example.org}
      - {name: "acme.mail:sender", value: a@example.org}
      - {name: queue, value: "app:mails"}
      - {name: tool, value: "app:tool"}
      - {name: "other:thing", value: x}
      - name: sendr  # LE507: did you mean `sender`?
        value: a@example.org
      - name: acme.mail:sendr
      #       ^^^^^^^^^^^^^^^ LE507: did you mean `sender`?
        value: a@example.org
      - name: port  # LE507: it asks for `queue`, `sender`
        value: "25"
  - name: unknown
    kind: ns.dependency
    component: acme/chat
    version: "*"
    parameters:
      - {name: anything, value: x}
"""


def test_components_in_another_root(tmp_path: Path) -> None:
    check_project(tmp_path, MAIL.lstrip() + APP.lstrip())


def test_components_that_are_installed(tmp_path: Path) -> None:
    installed = MAIL.replace("--- mail/wippy.lock\ndirectories: {src: src}\n", "").replace(
        "--- mail/src/", "--- app/.wippy/vendor/acme/mail/"
    )
    lock = "directories: {src: src, modules: .wippy}\nmodules: [{name: acme/mail, version: v1}]"
    check_project(tmp_path, installed.lstrip() + APP.lstrip().replace("directories: {src: src}", lock))


def test_a_component_that_asks_for_nothing_known_is_not_judged(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: acme.mail
        entries:
          - {name: os, kind: env.storage.os}
          - name: self
            kind: ns.dependency
            component: acme/mail
            version: "*"
            parameters: [{name: x, value: y}]
        """,
    )
