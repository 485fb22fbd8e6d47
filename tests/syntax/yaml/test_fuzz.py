"""Mutated files: nothing is raised, every span lies inside, entries elsewhere survive."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lua_entries.syntax.yaml import parse_yaml
from tests.syntax.yaml.tools import SAMPLE, check_spans, entries, plain_data

PIECES = st.sampled_from(
    [
        *(
            "  ",
            " ",
            "\t",
            "\n",
            "\r",
            "\r\n",
            ":",
            ": ",
            "- ",
            "-",
            '"',
            "'",
            "[",
            "]",
            "{",
            "}",
            "#",
            " # ",
            "|",
            ">",
        ),
        *(
            "&a ",
            "*a ",
            "!!str ",
            "!!int ",
            "<<: *a\n",
            "? ",
            "%",
            "@",
            "`",
            ",",
            "~",
            "---\n",
            "...\n",
            "a: b\n",
            "\\",
        ),
        *(
            "<<<<<<< a\n",
            "=======\n",
            ">>>>>>> b\n",
            "||||||| c\n",
            "\x00",
            "\x85",
            "\u2028",
            "\x0c",
            "\ud800",
            "\ufeff",
        ),
    ]
)


@st.composite
def mutant(draw: st.DrawFn) -> str:
    text = SAMPLE
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 2, 10, 60])))
        how = draw(st.integers(0, 4))
        if how == 0:
            text = text[:start] + draw(PIECES) + text[end:]
        elif how == 1:
            text = text[:start] + text[end:]
        elif how == 2:
            text = text[:start]
        elif how == 3:
            other = draw(st.integers(0, len(SAMPLE)))
            text = text[:start] + SAMPLE[other : other + 40] + text[start:]
        else:
            lines = text.split("\n")
            number = draw(st.integers(0, len(lines) - 1))
            spaces = len(lines[number]) - len(lines[number].lstrip())
            shift = draw(st.sampled_from([" ", "  ", "    ", "\t", ""]))
            lines[number] = shift + (lines[number] if shift else lines[number][min(draw(st.integers(1, 4)), spaces) :])
            text = "\n".join(lines)
    return text


@given(mutant())
@settings(max_examples=400)
def test_mutated_files(text: str) -> None:
    file = parse_yaml(text)
    check_spans(text, file)
    assert file.complete or file.problems
    assert parse_yaml(text) == file


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_any_text(text: str) -> None:
    check_spans(text, parse_yaml(text))


@given(st.text(alphabet="a:-[]{}\"'#&*!|> \n\t\r?,<=.%\\", max_size=40))
@settings(max_examples=400)
def test_any_soup_of_indicators(text: str) -> None:
    check_spans(text, parse_yaml(text))


TAIL = "\n".join(f"  - name: tail{number}\n    kind: k\n    list: [a, b]" for number in range(3)) + "\n"
KEPT = [{"name": f"tail{number}", "kind": "k", "list": ["a", "b"]} for number in range(3)]


@given(st.lists(st.text(alphabet="a:[]{}\"'#&*!|>, \t?%@", max_size=20).map(lambda line: "    " + line), max_size=4))
@settings(max_examples=300)
def test_whatever_stands_inside_one_entry_the_entries_below_are_read(lines: list[str]) -> None:
    text = "namespace: a\nentries:\n  - name: first\n" + "\n".join(lines) + "\n" + TAIL
    file = parse_yaml(text)
    check_spans(text, file)
    assert [plain_data(entry) for entry in entries(file)[-3:]] == KEPT
