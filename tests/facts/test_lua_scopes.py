"""Random programs whose names are known by construction: reads of globals are found, and no others."""

from __future__ import annotations

import random

import pytest

from lua_entries.facts.lua_file import lua_facts

NAMES = ("a", "b", "c")


class Program:
    """Writes a program and keeps the scopes while it does so."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.text = ""
        self.free: list[int] = []
        self.scopes: list[set[str]] = [set()]

    def write(self, text: str) -> None:
        self.text += text

    def read(self) -> None:
        """A mention of some name."""
        name = self.chance.choice(NAMES)
        if not any(name in scope for scope in self.scopes):
            self.free.append(len(self.text))
        self.write(name)

    def declare(self, *names: str) -> None:
        self.scopes[-1] |= set(names)

    def names(self) -> list[str]:
        return [self.chance.choice(NAMES) for _ in range(self.chance.randint(1, 2))]

    def expression(self, depth: int) -> None:
        kind = self.chance.randrange(9) if depth else 0
        if kind <= 2:
            self.read()
        elif kind == 3:
            self.write("{ a = ")
            self.expression(depth - 1)
            self.write(", [")
            self.expression(depth - 1)
            self.write("] = 1 }")
        elif kind == 4:
            self.write("function")
            self.function(depth - 1, [])
        elif kind == 5:
            self.read()
            self.write(".b:c(")
            self.expression(depth - 1)
            self.write(", 'a')")
        elif kind == 6:
            self.write("(")
            self.expression(depth - 1)
            self.write(" -- a\n .. ")
            self.expression(depth - 1)
            self.write(")")
        elif kind == 7:
            self.write("not ")
            self.read()
            self.write(" :: a.b")
        else:
            self.read()
            self.write("[")
            self.expression(depth - 1)
            self.write("]")

    def function(self, depth: int, more: list[str]) -> None:
        """Parameters, body and end."""
        params = self.names()
        typed = ", ".join(f"{name}: c" if self.chance.random() < 0.3 else name for name in params)
        self.write(f"({typed}) ")
        self.scopes.append({*params, *more})
        self.block(depth)
        self.scopes.pop()
        self.write("end")

    def block(self, depth: int) -> None:
        self.scopes.append(set())
        for _ in range(self.chance.randint(0, 3)):
            self.statement(depth)
        self.scopes.pop()

    def statement(self, depth: int) -> None:
        kind = self.chance.randrange(11 if depth else 3)
        if kind <= 1:
            names = self.names()
            self.write(f"local {', '.join(names)} = ")
            self.expression(depth)
            self.declare(*names)
        elif kind == 2:
            self.write("call(")
            self.free.append(len(self.text) - len("call("))
            self.expression(depth)
            self.write(")")
        elif kind == 3:
            name = self.chance.choice(NAMES)
            self.write(f"local function {name}")
            self.declare(name)
            self.function(depth - 1, [])
        elif kind == 4:
            self.write("function ")
            self.read()
            self.write(".b:c")
            self.function(depth - 1, ["self"])
        elif kind == 5:
            self.read()
            self.write(".a, ")
            self.read()
            self.write(" = ")
            self.expression(depth)
        elif kind == 6:
            self.write("if ")
            self.expression(depth)
            self.write(" then ")
            self.block(depth - 1)
            self.write(" elseif ")
            self.expression(depth)
            self.write(" then ")
            self.block(depth - 1)
            self.write(" else ")
            self.block(depth - 1)
            self.write(" end")
        elif kind == 7:
            names = self.names()
            self.write(f"for {', '.join(names)} in ")
            self.expression(depth)
            self.loop(names, depth)
        elif kind == 8:
            name = self.chance.choice(NAMES)
            self.write(f"for {name} = ")
            self.expression(depth)
            self.write(", ")
            self.expression(depth)
            self.loop([name], depth)
        elif kind == 9:
            self.write("repeat ")
            self.scopes.append(set())
            for _ in range(self.chance.randint(0, 2)):
                self.statement(depth - 1)
            self.write(" until ")
            self.expression(depth)
            self.scopes.pop()
        else:
            self.write("while ")
            self.expression(depth)
            self.loop([], depth)
        self.write(self.chance.choice([";", ";\n", "; -- b\n", "; --[[ c ]] "]))

    def loop(self, names: list[str], depth: int) -> None:
        self.write(" do ")
        self.scopes.append(set(names))
        self.block(depth - 1)
        self.scopes.pop()
        self.write(" end")


@pytest.mark.parametrize("seed", range(200))
def test_names_of_random_programs(seed: int) -> None:
    program = Program(seed)
    for _ in range(6):
        program.statement(3)
    facts = lua_facts(program.text)
    assert facts.problems == (), program.text
    assert [use.span.start for use in facts.names if not use.required] == program.free, program.text
