"""Makes a project as large as wanted, as they look in practice; the same for the same numbers and seed.

A namespace has a library, functions that import libraries (its own and others'), an endpoint for some of them, and a
variable. Sizes of Lua files spread as real ones do (median 5 KB).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_PER_NAMESPACE = 20
_MODULES = ("json", "time", "uuid", "env", "http_client", "logger")
_WORDS = ("order", "invoice", "price", "stock", "client", "parcel", "rate", "label", "token", "batch")
_WIDE = ("größe", "数量", "naïve", "🛒 cart", "цена")


class Shape(NamedTuple):
    """What a project is like."""

    entries: int
    typed: float = 0.3
    """Share of functions with type annotations."""
    fan_out: int = 3
    """Imports of a function, on average."""
    errors: float = 0.03
    """Share of entries with a mistake."""
    wide: float = 0.1
    """Share of Lua files with text that is not ASCII."""
    lines: int = 110
    """Lines of a Lua file, in the median."""
    seed: int = 1
    hits: int = 0
    """Variables in files of their own that all name one entry."""


_SERVICES = """\
  - name: gateway
    kind: http.service
    addr: ":8080"

  - name: router
    kind: http.router
    meta:
      server: app.part0000:gateway
    prefix: /

  - name: settings
    kind: env.storage.os
"""
_LIBRARY = """\
  - name: lib
    kind: library.lua
    meta:
      comment: What {} shares
    source: file://lib.lua
    modules:
      - json
"""
_VARIABLE = """\
  - name: setting
    kind: env.variable
    storage: app.part0000:settings
    variable: {}
    default: none
"""
_ENDPOINT = """\
  - name: run{0}.endpoint
    kind: http.endpoint
    meta:
      router: app.part0000:router
    method: GET
    path: /{1}/{0}
    func: {1}:{2}{3}
"""


_FURTHER = """\
  - name: further{}
    kind: env.variable
    storage: app.part0000:settings
    variable: FURTHER_{}
"""


def generate(directory: Path, shape: Shape) -> None:
    """Write the project into an empty directory."""
    chosen = random.Random(shape.seed)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "wippy.lock").write_text("directories:\n  modules: .wippy\n  src: ./src\n", encoding="utf-8")
    count = max(1, -(-shape.entries // _PER_NAMESPACE))
    namespaces = [f"app.part{number:04}" for number in range(count)]
    left = shape.entries
    for number, namespace in enumerate(namespaces):
        place = directory / "src" / f"group{number // 25:02}" / f"part{number:04}"
        place.mkdir(parents=True)
        size = min(_PER_NAMESPACE, left)
        left -= size
        entries = [_entry(place, namespace, namespaces[: number + 1], index, shape, chosen) for index in range(size)]
        if number == 0:
            entries.append(_SERVICES)
        head = f'version: "1.0"\nnamespace: {namespace}\n\nentries:\n'
        (place / "_index.yaml").write_text(head + "\n".join(entries), encoding="utf-8")
    for start in range(0, shape.hits, _PER_NAMESPACE):
        place = directory / "src" / "further" / f"part{start}"
        place.mkdir(parents=True)
        entries = [_FURTHER.format(each, each) for each in range(start, min(start + _PER_NAMESPACE, shape.hits))]
        head = f'version: "1.0"\nnamespace: app.further{start}\n\nentries:\n'
        (place / "_index.yaml").write_text(head + "\n".join(entries), encoding="utf-8")


def _entry(place: Path, namespace: str, known: list[str], index: int, shape: Shape, chosen: random.Random) -> str:
    broken = chosen.random() < shape.errors
    if index == 0:
        _write(place / "lib.lua", shape, chosen, (), ())
        return _LIBRARY.format(namespace)
    if index == 1:
        return _VARIABLE.format(namespace.upper().replace(".", "_"))
    if index % 5 == 4:
        return _ENDPOINT.format(index, namespace, "rum" if broken else "run", index - 1)
    modules = sorted({"json", *chosen.sample(_MODULES, 2)})
    count = min(len(known), max(1, round(chosen.gauss(shape.fan_out, 1))))
    imports = {f"lib{each}": f"{other}:lib" for each, other in enumerate(chosen.sample(known, count))}
    _write(place / f"run{index}.lua", shape, chosen, modules, tuple(imports))
    listed = [*modules, "html"] if broken else modules
    lines = [f"  - name: run{index}", "    kind: function.lua"]
    lines += ["    meta:", f"      comment: {chosen.choice(_WORDS)} number {index}"]
    lines += [f"    source: file://run{index}.lua", "    method: main", "    modules:"]
    lines += [f"      - {module}" for module in listed]
    lines += ["    imports:", *(f"      {alias}: {target}" for alias, target in imports.items())]
    return "\n".join(lines) + "\n"


def _write(
    path: Path, shape: Shape, chosen: random.Random, modules: tuple[str, ...] | list[str], aliases: tuple[str, ...]
) -> None:
    text = "\n".join(_lua(shape, chosen, modules, aliases))
    path.write_text(text + "\n", encoding="utf-8")


def _lua(
    shape: Shape, chosen: random.Random, modules: tuple[str, ...] | list[str], aliases: tuple[str, ...]
) -> Iterator[str]:
    names = [*modules, *aliases] or ["json"]
    for name in names:
        yield f'local {name} = require("{name}")'
    yield ""
    typed = chosen.random() < shape.typed
    wide = chosen.random() < shape.wide
    target = max(20, round(chosen.lognormvariate(0, 0.7) * shape.lines))
    written = 0
    functions: list[str] = []
    while written < target:
        name = f"{chosen.choice(_WORDS)}_{len(functions)}"
        functions.append(name)
        body = list(_function(name, chosen, names, typed, wide))
        written += len(body)
        yield from body
    yield "local function main(request)"
    for name in names:
        member = _MEMBER.get(name, "order_0(request, {})")
        yield f"    local from_{name} = {name}.{member}"
        yield f"    if from_{name} == nil then return nil end"
    yield f"    return {functions[-1]}(request, {{}})"
    yield "end"
    yield ""
    yield "return { main = main, " + ", ".join(f"{name} = {name}" for name in functions) + ", order_0 = main }"


_MEMBER = {
    "json": "encode({ ok = true })",
    "time": "now()",
    "uuid": "v4()",
    "env": 'get("app.part0000:setting")',
    "http_client": 'get("https://example.org/")',
    "logger": 'info("begins")',
}


def _function(name: str, chosen: random.Random, names: list[str], typed: bool, wide: bool) -> Iterator[str]:
    words = chosen.sample(_WORDS, 3)
    text = chosen.choice(_WIDE) if wide else words[0]
    yield f"--- Works out the {words[0]} of a {words[1]}."
    yield (
        f"local function {name}({words[0]}: string, options: {{ limit: number?, strict: boolean? }}): (table?, string?)"
        if typed
        else f"local function {name}({words[0]}, options)"
    )
    yield f'    local result = {{ kind = "{text}", items = {{}}, total = 0 }}'
    for step in range(chosen.randint(2, 9)):
        item = f"{words[step % 3]}{step}"
        yield f"    local {item} = options.limit or {chosen.randint(1, 900)}"
        yield f"    if {item} > {chosen.randint(1, 99)} and {words[0]} ~= nil then"
        yield f'        result.items[#result.items + 1] = {{ name = "{text}", value = {item} * 2, at = {step} }}'
        yield f"        result.total = result.total + {item}"
        yield "    end"
    yield "    for index, item in ipairs(result.items) do"
    yield "        if item.value > 10 then"
    yield '            result.items[index].seen = tostring(item.name) .. ": " .. tostring(item.value)'
    yield "        end"
    yield "    end"
    yield "    return result, nil"
    yield "end"
    yield ""
