"""What `lint --fix` and `--unsafe-fixes` promise, whatever the project: see `assert_kept`."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lua_entries.rules.finding import Finding, Severity
from lua_entries.syntax.lua import parse, syntax_problems
from tests.support.mending import Mended, Round, mend
from tests.support.pages import VIOLATING, Example, page_paths, read_page
from tests.support.project import write_fixture

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PAGES = [
    pytest.param(example, id=f"{page.name}-{example.title or 'first'}".replace(" ", "_"))
    for page in map(read_page, page_paths())
    for example in page.examples
    if example.section == VIOLATING
]
UNSAFE = pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
OWN_COMMENT = "lua-entries:"


def identity(finding: Finding) -> tuple[str, str, str | None, str]:
    """What makes a finding the same one after the places have moved."""
    return (finding.code, finding.path, finding.entry, finding.message)


def errors(findings: Iterable[Finding]) -> Counter[str]:
    return Counter(finding.code for finding in findings if finding.severity is Severity.ERROR)


def known(step: Round) -> set[tuple[str, str, str | None, str]]:
    return set(map(identity, step.before))


def concerns(finding: Finding, entries: set[str | None]) -> bool:
    return finding.entry in entries or any(f"`{entry}`" in finding.message for entry in entries)


def comments(path: str, text: str) -> Counter[str]:
    """The comments that stand alone on their lines, without those that are about the linter itself."""
    mark = "--" if path.endswith(".lua") else "#"
    lines = (line.strip() for line in re.split(r"\r\n|\n|\r", text))
    return Counter(line for line in lines if line.startswith(mark) and OWN_COMMENT not in line)


def assert_kept(mended: Mended, reveals: bool = False) -> None:
    """The promises.

    Each round mends what it set out to mend; nothing that could be read cannot be read any more; no new error appears
    (with `reveals`, where mending one mistake may bring another to light, only about entries that are mended); comments
    stay; entries without findings hold the same data; a second run has nothing to do.
    """
    assert mended.settled, "a second run would change more"
    for number, step in enumerate(mended.rounds):
        assert_mended(step)
        more = errors(step.after) - errors(step.before)
        new = [finding for finding in step.after if finding.code in more and identity(finding) not in known(step)]
        if reveals:
            new = [finding for finding in new if not concerns(finding, {other.entry for other in step.mended})]
        assert not new, f"round {number}: {[identity(finding) for finding in new]}"
    for path, text in mended.texts.items():
        original = mended.originals[path]
        assert text != original
        assert_line_ends_stay(original, text)
        lost = comments(path, original) - comments(path, text) - comments_inside(mended, path)
        assert not lost, f"{path}: {lost}"
        if path.endswith(".lua"):
            assert_still_lua(original, text)
        else:
            assert_others_untouched(mended, path)


def comments_inside(mended: Mended, path: str) -> Counter[str]:
    """The comments inside of values that were removed as a whole."""
    found: Counter[str] = Counter()
    for step in mended.rounds:
        text = step.snapshot.text(path)
        for span, new_text in step.edits.get(path, ()):
            removed = text[span.start : span.end]
            if not new_text and re.match(r"\s*[\w\"']+:\s*[\[{]?\s*(?:#.*)?[\r\n]", removed):
                found += comments(path, removed)
    return found


def assert_mended(step: Round) -> None:
    before, after = Counter(map(identity, step.before)), Counter(map(identity, step.after))
    for finding, number in Counter(map(identity, step.mended)).items():
        assert after[finding] <= before[finding] - number, finding


def assert_line_ends_stay(original: str, text: str) -> None:
    kinds = set(re.findall(r"\r\n|\n|\r", original))
    assert set(re.findall(r"\r\n|\n|\r", text)) <= kinds


def assert_still_lua(original: str, text: str) -> None:
    if not list(syntax_problems(parse(original))):
        assert not list(syntax_problems(parse(text)))


def entries_of(text: str) -> list[Any] | None:
    """The entries as an independent reader sees them; None where the text is not YAML for it."""
    try:
        data = yaml.load(text, yaml.BaseLoader)
    except yaml.YAMLError:
        return None
    found = data.get("entries") if isinstance(data, dict) else None
    return found if isinstance(found, list) else None


def assert_others_untouched(mended: Mended, path: str) -> None:
    """Entries about which nothing was mended hold the same data, however they are written."""
    old, new = entries_of(mended.originals[path]), entries_of(mended.texts[path])
    if old is None:
        return
    assert new is not None and len(new) == len(old)
    unit = mended.rounds[0].snapshot.index_units[path]
    touched = {finding.entry for step in mended.rounds for finding in step.mended}
    for number, entry in enumerate(unit.entries):
        if entry.id not in touched:
            assert new[number] == old[number], entry.id


# The pages and the examples


@UNSAFE
@pytest.mark.parametrize("example", PAGES)
def test_examples_of_the_pages(example: Example, unsafe: bool, tmp_path: Path) -> None:
    assert_kept(mend(write_fixture(tmp_path, example.fixture), unsafe), reveals=unsafe)


def read(root: Path) -> dict[str, str]:
    """The texts of a project that may be changed, by absolute path."""
    return {
        str(path): path.read_bytes().decode()
        for path in sorted(root.rglob("*"))
        if path.suffix in (".yaml", ".lua") and path.is_file()
    }


@UNSAFE
def test_broken(unsafe: bool) -> None:
    mended = mend(EXAMPLES / "broken", unsafe)
    assert_kept(mended, reveals=unsafe)
    assert len(mended.texts) > 3
    gone = {finding.code for finding in mended.first} - {finding.code for finding in mended.findings}
    assert {"LE004", "LE102", "LE302", "LE304", "LE306", "LE403", "LE901"} <= gone


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["crlf", "cr"])
@UNSAFE
def test_line_ends_make_no_difference(unsafe: bool, end: str) -> None:
    root = EXAMPLES / "broken"
    plain = mend(root, unsafe)
    texts = read(root)
    other = mend(root, unsafe, {path: text.replace("\n", end) for path, text in texts.items()})
    assert {path: text.replace(end, "\n") for path, text in other.texts.items()} == plain.texts
    assert all("\n" not in text.replace(end, "") for text in other.texts.values())


# Mutations of the clean example


@lru_cache(maxsize=1)
def shop() -> dict[str, str]:
    return read(EXAMPLES / "shop")


WORD = re.compile(r"[A-Za-z_]\w{3,}")


def mutate(draw: st.DataObject, text: str) -> str:
    """The text with one thing wrong: a letter, a line."""
    what = draw.draw(st.sampled_from(["swap", "drop", "double", "remove", "repeat", "comment", "indent", "case"]))
    if what in ("remove", "repeat", "comment", "indent"):
        lines = text.split("\n")
        number = draw.draw(st.integers(0, len(lines) - 1))
        line = lines[number]
        variants = {"remove": [], "repeat": [line, line], "comment": [f"# {line}"], "indent": [f" {line}"]}
        return "\n".join([*lines[:number], *variants[what], *lines[number + 1 :]])
    words = list(WORD.finditer(text))
    if not words:
        return text
    start, end = draw.draw(st.sampled_from(words)).span()
    at = draw.draw(st.integers(start, end - 2))
    changed = {
        "swap": text[at + 1] + text[at],
        "drop": text[at + 1],
        "double": text[at] * 2 + text[at + 1],
        "case": text[at].swapcase() + text[at + 1],
    }[what]
    return text[:at] + changed + text[at + 2 :]


@UNSAFE
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(draw=st.data())
def test_mutated_shop(unsafe: bool, draw: st.DataObject) -> None:
    texts = dict(shop())
    for _ in range(draw.draw(st.integers(1, 4))):
        path = draw.draw(st.sampled_from(sorted(texts)))
        texts[path] = mutate(draw, texts[path])
    assert_kept(mend(EXAMPLES / "shop", unsafe, texts), reveals=True)


# Every way to write lists and mappings

USED = ("json", "http", "time")
UNUSED = ("uuid", "sql", "env")
LIBRARIES = ("used_one", "used_two", "idle_one", "idle_two")
BLOCK, TIGHT, FLOW, LINES, LINES_COMMA = "block", "tight", "flow", "lines", "lines with a last comma"
LAYOUTS = (BLOCK, TIGHT, FLOW, LINES, LINES_COMMA)


def quoted(draw: st.DataObject, text: str) -> str:
    return draw.draw(st.sampled_from([text, text, f'"{text}"', f"'{text}'"]))


def collection(draw: st.DataObject, key: str, parts: list[str], brackets: str, indent: str) -> tuple[list[str], bool]:
    """The lines of a key with a list or mapping of these parts, and whether comments are in them.

    Each part that has a line of its own has a comment at its end, and some have one above.
    """
    layout = draw.draw(st.sampled_from(LAYOUTS))
    if layout == FLOW:
        return [f"{indent}{key}: {brackets[0]}{', '.join(parts)}{brackets[1]}"], False
    bare = brackets == "{}"
    lines = [f"{indent}{key}:" if layout in (BLOCK, TIGHT) else f"{indent}{key}: {brackets[0]}"]
    inner = indent if layout == TIGHT and not bare else f"{indent}  "
    for number, part in enumerate(parts):
        name = part.strip("\"'").partition(":")[0].strip("\"'")
        if draw.draw(st.integers(0, 3)) == 0:
            lines.append(f"{inner}# above {name}")
        if draw.draw(st.integers(0, 9)) == 0:
            lines.append("")
        if layout in (BLOCK, TIGHT):
            lines.append(f"{inner}{'' if bare else '- '}{part}  # of {name}")
        else:
            comma = "," if number + 1 < len(parts) or layout == LINES_COMMA else ""
            lines.append(f"{inner}{part}{comma}  # of {name}")
    if layout in (LINES, LINES_COMMA):
        lines.append(f"{indent}{brackets[1]}")
    return lines, True


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(draw=st.data())
def test_lists_in_any_form(draw: st.DataObject, tmp_path: Path) -> None:
    required = draw.draw(st.lists(st.sampled_from(USED), unique=True))
    listed = draw.draw(st.lists(st.sampled_from([*required, *UNUSED, "print"]), unique=True))
    aliases = draw.draw(st.lists(st.sampled_from(LIBRARIES), unique=True))
    parts: list[list[str]] = [["    source: file://main.lua"], ["    method: main  # of method"]]
    commented = []
    if listed:
        lines, _ = collection(draw, "modules", [quoted(draw, name) for name in listed], "[]", "    ")
        parts.append(lines)
        commented += [f"# of {name}" for name in listed if name in required and f"# of {name}" in "\n".join(lines)]
    if aliases:
        pairs = [f"{quoted(draw, name)}: {quoted(draw, f'app:{name}')}" for name in aliases]
        lines, _ = collection(draw, "imports", pairs, "{}", "    ")
        parts.append(lines)
        commented += [f"# of {name}" for name in aliases if name.startswith("used") and f"# of {name}" in str(lines)]
    parts = draw.draw(st.permutations(parts))
    entry = ["  - name: main", "    kind: function.lua", *(line for part in parts for line in part)]
    libraries = [
        line for name in LIBRARIES for line in (f"  - name: {name}", "    kind: library.lua", '    source: "return {}"')
    ]
    body = [*entry, *libraries] if draw.draw(st.booleans()) else [*libraries, *entry]
    end = draw.draw(st.sampled_from(["\n", "\r\n"]))
    text = end.join(
        ["namespace: app", "entries:", *body, *draw.draw(st.sampled_from([[], [""], ["", "# the end", ""]]))]
    )
    names = [*required, *(name for name in aliases if name.startswith("used"))]
    lua = "".join(f'local {name} = require("{name}")\n' for name in names)
    lua += f"return {{ main = function() return {', '.join(names) or 'nil'} end }}\n"
    root = tmp_path / "project"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    (root / "_index.yaml").write_bytes(text.encode())
    (root / "main.lua").write_bytes(lua.encode())
    mended = mend(root)
    assert_kept(mended)
    assert not [finding for finding in mended.findings if finding.rule != "missing-field"]
    after = mended.texts.get(str(root / "_index.yaml"), text)
    found = entries_of(after)
    assert found is not None
    data = next(entry for entry in found if entry["name"] == "main")
    kept = [name for name in listed if name in required]
    assert data.get("modules", []) == [*kept, *(name for name in required if name not in kept)]
    assert data.get("imports", {}) == {name: f"app:{name}" for name in aliases if name.startswith("used")}
    assert data["source"] == "file://main.lua" and data["method"] == "main"
    for comment in ["# of method", *commented]:
        assert comment in after
    assert after.endswith(end) or not text.endswith(end)
    # A second run changes nothing.
    for path, changed in mended.texts.items():
        Path(path).write_bytes(changed.encode())
    assert not mend(root).texts
