"""Against ruamel.yaml's reader of YAML 1.2 (scalar types aside: test_scalars.py) and against what was written."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from lua_entries.syntax.yaml import parse_yaml
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar, Sequence
from tests.syntax.yaml.tools import SAMPLE, check_spans, plain_data

# libyaml, like the runtime's reader, takes `?` and `:` for indicators inside brackets where YAML 1.2 does not.
WORDS = st.text(alphabet="abyz-_./#'\"[]{},&*!|>%@ é😀\\=~", min_size=1, max_size=8)
SAFE = st.from_regex(r"[a-z][a-z0-9_.]{0,6}", fullmatch=True).filter(lambda word: word not in ("null", "true", "false"))
SPECIAL = ["", "true", "12", "0x1f", "null", "~", "a\nb", "  lead", "trail ", "a\n\nb\n", "é: x", "- a"]
TEXTS = WORDS | SAFE | st.sampled_from(SPECIAL)
FORMS = ["plain", "quoted", "flow", "block", "empty", "multi"]
DATA = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SAFE | WORDS, inner, max_size=4),
    max_leaves=12,
)


def reader() -> YAML:
    return YAML(typ="safe", pure=True)


def texts(value: Any) -> Any:
    """Scalars of YAML 1.2 that are no strings, in the form that `shape` gives ours."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else ("scalar",): texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [texts(item) for item in value]
    return value if isinstance(value, str) or value is None else ("scalar",)


def shape(node: Node | None) -> Any:
    if node is None:
        return None
    if isinstance(node, Scalar):
        return {"str": node.text, "null": None}.get(node.type, ("scalar",))
    if isinstance(node, Sequence):
        return [shape(item) for item in node.items]
    return {pair.key.text if pair.key.type == "str" else ("scalar",): shape(pair.value) for pair in node.pairs}


@given(DATA, st.booleans() | st.none(), st.integers(2, 4), st.booleans())
def test_what_ruamel_writes_is_read_as_it_was(data: Any, flow: bool | None, indent: int, offset: bool) -> None:
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = flow
    writer.allow_unicode = True
    writer.width = 30
    writer.indent(mapping=indent, sequence=indent + (2 if offset else 0), offset=2 if offset else 0)
    stream = io.StringIO()
    writer.dump(data, stream)
    # Where it breaks a line inside of an escaped backslash, not even ruamel reads back what it wrote.
    assume(YAML(typ="safe", pure=True).load(stream.getvalue()) == data)
    file = parse_yaml(stream.getvalue())
    assert file.problems == ()
    assert plain_data(file.root) == data
    check_spans(stream.getvalue(), file)


@st.composite
def document(draw: st.DrawFn, level: int = 0) -> str:
    """A block mapping or list in many spellings."""
    pad = "  " * level
    lines: list[str] = []
    keys = draw(st.lists(SAFE, min_size=1, max_size=4, unique=True))
    mapping = draw(st.booleans())
    for key in keys:
        lead = f"{pad}{draw(st.sampled_from([key, repr(key), chr(34) + key + chr(34)]))}:" if mapping else f"{pad}-"
        form = draw(st.sampled_from([*FORMS, "nested", "nested", "nested"] if level < 3 else FORMS))
        if form == "plain":
            lines.append(f"{lead} {draw(SAFE)} {draw(SAFE)}{draw(st.sampled_from(['', '  # note', ' ']))}")
        elif form == "quoted":
            word = draw(st.text(alphabet="ab: #'é", max_size=6))
            lines.append(f"{lead} '" + word.replace("'", "''") + "'")
        elif form == "flow":
            lines.append(f"{lead} [{draw(SAFE)}, {{{draw(SAFE)}: {draw(SAFE)}}}, '{draw(SAFE)}',]")
        elif form == "block":
            mark = draw(st.sampled_from(["|", "|-", "|+", ">", ">-"]))
            middle = draw(st.sampled_from(["", f"{pad}     more: x"]))
            lines += [f"{lead} {mark}", f"{pad}   {draw(SAFE)}", middle, f"{pad}   end"]
        elif form == "empty":
            lines.append(lead + draw(st.sampled_from(["", " ~", " null", "  # nothing"])))
        elif form == "multi":
            lines += [f"{lead} {draw(SAFE)}", f"{pad}    {draw(SAFE)}"]
        else:
            lines += [lead, draw(document(level + 1))]
        if draw(st.integers(0, 5)) == 0:
            lines.append(draw(st.sampled_from(["", f"{pad}# comment", "# at the margin"])))
    return "\n".join(lines)


@given(document(), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=150)
def test_many_spellings_are_read_as_ruamel_reads_them(text: str, newline: str) -> None:
    text = text.replace("\n", newline) + newline
    file = parse_yaml(text)
    assert file.problems == ()
    assert shape(file.root) == texts(reader().load(text))
    check_spans(text, file)
    for scalar in scalars(file.root):
        covered = text[scalar.start : scalar.end]
        if scalar.style == "" and newline not in covered:
            assert covered == scalar.text
        elif scalar.style == "'":
            assert covered[0] == covered[-1] == "'"
            assert text[scalar.inner.start : scalar.inner.end].replace("''", "'") == scalar.text
        elif scalar.style:
            assert covered[0] == scalar.style
            assert covered == covered.rstrip()


def scalars(node: Node | None) -> list[Scalar]:
    found: list[Scalar] = []
    pending = [] if node is None else [node]
    while pending:
        current = pending.pop()
        if isinstance(current, Scalar):
            found.append(current)
        elif isinstance(current, Sequence):
            pending += current.items
        elif isinstance(current, Mapping):
            for pair in current.pairs:
                pending += (pair.key, pair.value)
    return found


HAND_WRITTEN = [
    SAMPLE,
    "a: &x\n  b: c\nd: *x\n",
    "base: &b {a: x, b: y}\nc:\n  <<: *b\n  a: z\n",
    "? complex\n: value\n? other\n",
    'a: "line one\n  line two\n\n  line three\\n\\u00e9\\x41"\n',
    "a: 'it''s'\nb: ''\n",
    "a: |2\n    indented\n   less\nb: >\n  folded\n  text\n\n  para\n    kept\n",
    "- - - a\n    - b\n  - c\n- d: e\n  f: g\n",
    "{a: [b, {c: d}], 'e f': \"g\", h: , i}\n",
    "# comment\n---\n# another\na: b # tail\n...\n",
    "a: b#c\nd: e:f\ng: -h\ni: ?j\n",
    "key with spaces: value with spaces\n'quoted': 1\n",
    "list:\n- a\n- b\nother:\n  - c\n",
    "a:\n  - |\n    x\n  - >-\n    y\n\n  - z\n",
    "é: ü\n😀: 🚀\n",
]


@pytest.mark.parametrize("text", HAND_WRITTEN)
def test_hand_written(text: str) -> None:
    assert shape(parse_yaml(text).root) == texts(reader().load(text))


INSERTED = st.sampled_from(["", " ", "  ", "\n", ":", ": ", "- ", "'", "[", "}", "#", "x"])


@given(st.integers(0, len(SAMPLE)), st.integers(0, 12), INSERTED)
@settings(max_examples=150)
def test_mutants_that_both_accept_mean_the_same(place: int, removed: int, inserted: str) -> None:
    text = SAMPLE[:place] + inserted + SAMPLE[place + removed :]
    file = parse_yaml(text)
    check_spans(text, file)
    try:
        expected = texts(reader().load(text))
    except YAMLError:
        return
    if file.complete and not file.problems:
        assert shape(file.root) == expected
