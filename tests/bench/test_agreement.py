"""Server and linter agree after random edits of a made project, and the script that compares them sees where not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.agreement import Session, run
from tests.bench.generate import Shape, generate
from tests.lsp import editor
from tests.lsp.texts import Places, between


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = tmp_path / "made"
    generate(made, Shape(40, lines=12, errors=0.2, wide=0.5))
    return made


@pytest.fixture
def session(project: Path, tmp_path: Path) -> Iterator[Session]:
    made = Session(project, tmp_path, 1)
    yield made
    made.editor.kill()


@pytest.mark.parametrize("seed", [2, 3])
def test_they_agree(seed: int, project: Path) -> None:
    """The second sequence is that of an editor that asks for findings."""
    outcome = run(project, 1, seed, 25)
    assert outcome.wrong == []
    assert outcome.events.total() == 25
    assert outcome.comparisons > 0 < outcome.findings


def test_what_the_server_was_not_told_is_noticed(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    session.begin()
    count, wrong = session.compare()
    assert count > 0 == len(wrong)
    monkeypatch.setattr(editor, "PATIENCE", 0.5)
    (session.root / "src/group00/part0000/lib.lua").unlink()
    _, wrong = session.compare()
    assert [line for line in wrong if line.startswith("only the linter:") and "LE201" in line]


def test_places_and_splices() -> None:
    text = "a\r\nb😀\rc\n"
    for encoding, units in (("utf-8", 5), ("utf-16", 3), ("utf-32", 2)):
        places = Places(text, encoding)
        assert places.place(5) == {"line": 1, "character": units}
        assert places.point(places.place(5)) == (2, 3)
        ends = [at for at in range(len(text) + 1) if at != 2]
        assert [places.offset(places.place(at)) for at in ends] == ends
    for old, new in (("a\r\nb", "a\nb"), ("x\r\ny", "x\r\r\ny"), ("same", "same"), ("aab", "ab"), ("\r\n\r\n", "\r\n")):
        start, end, put = between(old, new)
        assert old[:start] + put + old[end:] == new
        assert not any(text[at - 1 : at + 1] == "\r\n" for text, at in ((old, start), (old, end), (new, start)))
