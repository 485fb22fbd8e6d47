"""The grammars that the extension injects, with VS Code's own ones and its tokenizer: no editor is started."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.vscode.editor import HERE, REPOSITORY

EXTENSION = REPOSITORY / "vscode-extension"

CASES = (
    # language, text, word, the scope that it must have; "-" in front: must not have
    ("lua", "type Line = { sku: string, price: number? }", "type", "keyword.declaration.type.lua"),
    ("lua", "type Line = { sku: string, price: number? }", "Line", "entity.name.type.lua"),
    ("lua", "type Line = { sku: string, price: number? }", "sku", "variable.other.property.lua"),
    ("lua", "type Line = { sku: string, price: number? }", "number", "support.type.primitive.lua"),
    ("lua", "type Line = {\n  sku: string,\n}\nlocal after = 1", "string", "support.type.primitive.lua"),
    ("lua", "type Line = {\n  sku: string,\n}\nlocal after = 1", "after", "-meta.type.lua-entries"),
    ("lua", "local function main(order: Order, ...: any): {Line}", "Order", "entity.name.type.lua"),
    ("lua", "local function main(order: Order, ...: any): {Line}", "order", "variable.parameter.function.lua"),
    ("lua", "local function main(order: Order, ...: any): {Line}", "Line", "entity.name.type.lua"),
    ("lua", "local function f(order: { id: string, of: {Line} }, last: T)", "id", "variable.other.property.lua"),
    ("lua", "local function f(order: { id: string, of: {Line} }, last: T)", "Line", "entity.name.type.lua"),
    (
        "lua",
        "local function f(order: { id: string, of: {Line} }, last: T)",
        "last",
        "variable.parameter.function.lua",
    ),
    ("lua", "function money.total(lines: {Line}): number", "money.total", "entity.name.function.lua"),
    ("lua", "local function f(x) return x end", "return", "-meta.type.lua-entries"),
    ("lua", "local total: number = count", "number", "support.type.primitive.lua"),
    ("lua", "local total: number = count", "count", "-meta.type.lua-entries"),
    ("lua", "local line = (found :: Line)", "Line", "entity.name.type.lua"),
    ("lua", "local line = found as Line", "Line", "entity.name.type.lua"),
    ("lua", "object:method(argument)", "method", "-meta.type.lua-entries"),
    ("lua", "local after = f(x):read('n')", "read", "-meta.type.lua-entries"),
    ("lua", "-- type Line = string", "Line", "-entity.name.type.lua"),
    ("lua", "local text = [[\ntype Line = string\n]]", "type Line = string", "-entity.name.type.lua"),
    ("lua", 'funcs.call("shop.orders:reserve", 1)', "shop.orders", "entity.name.namespace"),
    ("lua", 'funcs.call("shop.orders:reserve", 1)', "reserve", "entity.name.type.entry"),
    ("yaml", "func: shop.orders:reserve_stock", "shop.orders", "entity.name.namespace"),
    ("yaml", "func: shop.orders:reserve_stock", "reserve_stock", "entity.name.type.entry"),
    ("yaml", "imports: {money: shop.lib:money}", "shop.lib", "entity.name.namespace"),
    ("yaml", 'func: "shop.orders:reserve"', "reserve", "entity.name.type.entry"),
    ("yaml", "# func: shop.orders:reserve", "shop.orders", "-entity.name.namespace"),
    ("yaml", "at: 12:30:00", "12:30:00", "-meta.entry-id"),
    ("yaml", "image: registry.example/nginx:latest", "nginx", "-meta.entry-id"),
    ("yaml", "source: file://greet.lua", "greet.lua", "-meta.entry-id"),
)


@pytest.fixture(scope="module")
def tokens(node: str, installation: Path) -> list[list[list[str]]]:
    asked = json.dumps([[language, text] for language, text, _, _ in CASES])
    command = [node, str(HERE / "tokens.mjs"), str(EXTENSION)]
    environment = {**os.environ, "E2E_PACKAGES": str(installation)}
    done = subprocess.run(command, input=asked, capture_output=True, text=True, env=environment, check=True)
    found: list[list[list[str]]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{word} in {text!r}" for _, text, word, _ in CASES])
def test_colors(tokens: list[list[list[str]]], number: int) -> None:
    _, _, word, expected = CASES[number]
    named = [scopes for text, *scopes in tokens[number] if text.strip() == word]
    around = [scopes for text, *scopes in tokens[number] if word in text]
    if expected.startswith("-"):
        assert around and not any(expected[1:] in scopes for scopes in around), tokens[number]
    else:
        assert named and all(expected in scopes for scopes in named), tokens[number]
