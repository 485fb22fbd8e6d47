"""Whole conversations about a real project: somebody works in it, and somebody asks for everything at random."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.editor import Editor
from tests.lsp.person import Person
from tests.lsp.profiles import PROFILES, TODAY, capabilities
from tests.lsp.test_features import places
from tests.support.project import lint_directory

SHOP = Path(__file__).parents[2] / "examples/shop"
SHOWN = ("codeLens", "documentSymbol", "documentLink")
"""What VS Code takes off the screen when it is refused."""
CANCELLED, MODIFIED, FAILED = -32800, -32801, -32803


@pytest.fixture(params=[*PROFILES, TODAY])
def person(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Person]:
    """Somebody with one of the editors, who has opened the shop."""
    shop = tmp_path / "a shop"
    shutil.copytree(SHOP, shop)
    editor = Editor()
    try:
        yield Person(editor, editor.start(capabilities(request.param), shop)["positionEncoding"])
    finally:
        editor.kill()


def log(editor: Editor) -> str:
    """Everything that was logged, and every message that was shown."""
    shown = [params["message"] for params in editor.told("window/showMessage")]
    return b"".join(editor.log).decode() + "\n".join(shown)


def test_open_edit_complete_hover_define_rename_undo(person: Person, tmp_path: Path) -> None:
    shop, editor = tmp_path / "a shop", person.editor
    index, lua = shop / "src/orders/_index.yaml", shop / "src/orders/order_store.lua"
    money, library = shop / "src/lib/money.lua", shop / "src/lib/_index.yaml"
    for path in (index, lua, money, library):
        person.open(path)
        editor.until_codes(path)
    texts = dict(person.texts)

    person.type(lua, "local order_store = {}\n", 'local price = "😀" .. money.')
    found = editor.ask("textDocument/completion", person.at(lua, '"😀" .. money.'))
    assert "format" in {item["label"] for item in found["items"]}
    person.type(lua, '"😀" .. money.', "format(1)\n")
    signature = editor.ask("textDocument/signatureHelp", person.at(lua, "money.format("))
    assert signature["signatures"][0]["label"].startswith("format(cents: number")
    shown = editor.ask("textDocument/hover", person.at(lua, '"😀" .. money.for'))
    assert "Text for people" in shown["contents"]["value"]
    found = editor.ask("textDocument/definition", person.at(lua, '"😀" .. money.for'))
    assert {name for name, _ in places(found)} == {"money.lua"}
    used = places(
        editor.ask("textDocument/references", {**person.at(money, "function money.for"), **with_declaration()})
    )
    assert ("order_store.lua", person.text(lua)[: person.text(lua).index("local price")].count("\n") + 1) in used

    edit = editor.ask("textDocument/rename", {**person.at(library, "name: mo"), "newName": "cash"})
    person.carry_out(edit)
    assert "shop.lib:cash" in person.text(index) and "name: cash" in person.text(library)
    assert editor.ask("textDocument/hover", person.at(index, "shop.lib:ca"))["contents"]["value"]
    others = [path for path in shop.rglob("_index.yaml") if "shop.lib:cash" in path.read_text()]
    assert others  # not all of them are open
    for path in (index, lua, money, library):
        editor.until_codes(path)

    edit = editor.ask("textDocument/rename", {**person.at(library, "name: ca"), "newName": "money"})
    person.carry_out(edit)
    for path, text in texts.items():
        person.become(path, text)
    for path in texts:
        editor.until_codes(path)
    assert {path.name: path.read_text() for path in shop.rglob("*.yaml")} == {
        path.name: path.read_text() for path in SHOP.rglob("*.yaml")
    }
    counted = editor.ask("workspace/executeCommand", {"command": "lua-entries.server.lint"})
    assert counted["errors"] + counted["warnings"] == 0 and counted["hints"] == len(lint_directory(SHOP))
    assert editor.leave() == 0
    assert log(editor) == ""


def test_whoever_types_fast_is_offered_what_one_who_waits_is(person: Person, tmp_path: Path) -> None:
    shop, editor = tmp_path / "a shop", person.editor
    index, lua = shop / "src/orders/_index.yaml", shop / "src/orders/order_store.lua"
    for path in (index, lua):
        person.open(path)
        editor.until_codes(path)
    can = editor.capable
    person.replace(index, "shop.lib:money", 'shop.lib:money\n      "😀": ')
    cases = [
        (index, '"😀": ', "shop.", "lib:mo", "textDocument/completion"),
        (index, "kind: ", "function.", "lua", "textDocument/completion"),
        (lua, "local order_store = {}\n", 'local price = "😀" .. money.', "form", "textDocument/completion"),
        (lua, "local order_store = {}\n", 'local price = "😀" .. money.format(', "1, 2", "textDocument/signatureHelp"),
        *(
            (index, "entries:\n", "  # ", "more", f"textDocument/{shown}")
            for shown in SHOWN
            if f"{shown}Provider" in can
        ),
    ]
    assert "documentSymbolProvider" in can
    for path, before, begun, ended, method in cases:
        text = person.text(path)
        answers = []
        for waits in (True, False, False):
            person.type(path, before, begun)
            asked = editor.begin(method, person.at(path, before + begun))
            if waits:
                answers.append(editor.answer(asked))
            person.type(path, before + begun, ended)
            if not waits:
                answers.append(editor.answer(asked))
            assert person.text(path) == text.replace(before, before + begun + ended, 1)
            person.become(path, text)
        assert answers[0].get("result") and answers[0]["result"] != {"isIncomplete": False, "items": []}
        assert [answer.get("result") for answer in answers[1:]] == [answers[0]["result"]] * 2
    for path in (index, lua):
        person.become(path, path.read_text(encoding="utf-8"))
        editor.until_codes(path)
    assert editor.leave() == 0
    assert log(editor) == ""


def with_declaration() -> dict[str, Any]:
    return {"context": {"includeDeclaration": True}}


def test_each_request_gets_one_answer_whatever_happens_to_it(person: Person, tmp_path: Path) -> None:
    shop, editor, chosen = tmp_path / "a shop", person.editor, random.Random(5)
    files = sorted(path for pattern in ("_index.yaml", "*.lua") for path in shop.rglob(pattern))
    for path in chosen.sample(files, 6):
        person.open(path)
    opened = list(person.texts)
    numbers: list[int] = []
    for _ in range(250):
        path = chosen.choice(opened)
        text = person.text(path)
        if chosen.random() < 0.15:
            place = chosen.randrange(len(text) + 1)
            person.become(path, text[:place] + chosen.choice(["x", "\n", "😀", ":", '"', "[", "local "]) + text[place:])
        else:
            method, params = anything(chosen, person, path)
            numbers.append(editor.begin(method, params))
            if chosen.random() < 0.3:
                editor.tell("$/cancelRequest", {"id": chosen.choice(numbers[-3:])})
            elif chosen.random() < 0.3:  # now and then somebody reads the answer before going on
                editor.until(lambda: editor.answered[numbers[-1]] > 0)
    answers = [editor.answer(number) for number in numbers]
    codes = {answer["error"]["code"] for answer in answers if "error" in answer}
    assert CANCELLED in codes and codes <= {CANCELLED, MODIFIED, FAILED}
    assert sum("result" in answer for answer in answers) > 20
    editor.leave()
    assert {number: editor.answered[number] for number in numbers} == dict.fromkeys(numbers, 1)
    assert log(editor) == ""


def anything(chosen: random.Random, person: Person, path: Path) -> tuple[str, dict[str, Any]]:
    """A request that the server offers, at a random place of a file."""
    can, text = person.editor.capable, person.text(path)
    place = person.at(path, text[: chosen.randrange(len(text) + 1)])
    whole = person.over(path, "")
    document = {"textDocument": place["textDocument"]}
    command = {"command": f"lua-entries.server.{chosen.choice(['graph', 'entries', 'status', 'newEntryKinds'])}"}
    requests = [
        ("textDocument/hover", place),
        ("textDocument/definition", place),
        ("textDocument/declaration", place),
        ("textDocument/references", {**place, **with_declaration()}),
        ("textDocument/documentHighlight", place),
        ("textDocument/completion", place),
        ("textDocument/signatureHelp", place),
        ("textDocument/rename", {**place, "newName": "other"}),
        ("textDocument/prepareRename", place),
        ("textDocument/codeAction", {**whole, "context": {"diagnostics": []}}),
        ("textDocument/documentSymbol", document),
        ("textDocument/foldingRange", document),
        ("textDocument/documentLink", document),
        ("textDocument/selectionRange", {**document, "positions": [place["position"]]}),
        ("workspace/symbol", {"query": chosen.choice(["", "ord", "lua"])}),
        ("workspace/executeCommand", command),
    ]
    if "diagnosticProvider" in can:
        requests += [("textDocument/diagnostic", document), ("workspace/diagnostic", {"previousResultIds": []})]
    if "semanticTokensProvider" in can:
        delta = {**document, "previousResultId": str(chosen.randrange(9))}
        requests += [("textDocument/semanticTokens/full", document), ("textDocument/semanticTokens/full/delta", delta)]
    if "codeLensProvider" in can:
        requests.append(("textDocument/codeLens", document))
    if "inlayHintProvider" in can:
        requests.append(("textDocument/inlayHint", whole))
    if "callHierarchyProvider" in can:
        requests.append(("textDocument/prepareCallHierarchy", place))
    return chosen.choice(requests)
