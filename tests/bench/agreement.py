"""`python -m tests.bench.agreement DIRECTORY [--sequences N] [--seed N]`: edit at random; compare server and linter.

Each sequence works on a copy of the directory with a server of its own: somebody types, deletes, pastes, swaps words,
undoes, opens, saves, closes, and asks for completions that are still being made when the next key is pressed, while
files and folders are written, made, removed and renamed on disk. Now and then everything that the server has told is
compared with what `lint --no-cache` finds in the same texts, written to disk.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any, NamedTuple

from tests.bench.processes import environment, program
from tests.lsp import editor
from tests.lsp.editor import Editor
from tests.lsp.texts import Places, Splice, between

CONFIG = "lua-entries.toml"
ENCODINGS = ("utf-16", "utf-8", "utf-32")
MODIFIED = -32801
PUSHED: dict[str, Any] = {"textDocument": {"publishDiagnostics": {}, "completion": {}}, "workspace": {}}
PULLED: dict[str, Any] = {
    "textDocument": {"diagnostic": {}, "completion": {}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}
_EDITED = (".lua", ".yaml", ".yml", ".lock")
_WORD = re.compile(r"[\w.:/-]+")
_TYPED = (
    "x",
    "\n",
    "  - name: n\n",
    ": ",
    "😀",
    "local y = 1\n",
    '"',
    "[",
    "\r\n",
    "\u2028",
    "# ",
    "json",
    "--",
    "{ ",
    "é",
)
_CONFIGS = (
    '[rules]\nunused-module = "error"\n',
    '[rules]\nunused-import = "off"\nmissing-field = "warning"\n',
    'external-namespaces = ["nowhere.*"]\n',
    'exclude = ["excluded"]\n',
)
_SEVERITIES = {"error": 1, "warning": 2, "info": 3, "hint": 4}

Found = Counter[tuple[str, str, int, tuple[int, ...], str]]
"""Findings as path, code, severity, range (from 1, in code points; empty for none) and message with its help."""


class Outcome(NamedTuple):
    """What came of the sequences."""

    events: Counter[str]
    comparisons: int
    findings: int
    """How many findings were compared."""
    wrong: list[str]
    """Where server and linter differed, or the server complained."""


class Session:
    """One sequence: a copy of a project, a server, and whoever edits. Paths are relative to the project, with `/`."""

    def __init__(self, source: Path, place: Path, seed: int) -> None:
        self.chosen = random.Random(seed)
        self.original = source
        self.root, self.fresh = place / "served" / source.name, place / "fresh" / source.name
        copy(source, self.root)
        self.encoding = ENCODINGS[seed % len(ENCODINGS)]
        self.pulls = seed % 4 == 3
        self.texts: dict[str, str] = {}
        self.history: dict[str, list[str]] = {}
        self.versions: dict[str, int] = {}
        self.done: list[str] = []
        """What happened, to be read when something is wrong."""
        self.pulled: dict[str, tuple[str, list[dict[str, Any]]]] = {}
        self.asked: dict[int, str] = {}
        """Completions that were asked for and not looked at yet, with their file."""
        self.outdone: set[int] = set()
        """Those that may be refused: the same was asked again later, or the file was closed."""
        self.editor = Editor()

    def begin(self) -> None:
        """Start the server."""
        can = json.loads(json.dumps(PULLED if self.pulls else PUSHED))
        can["general"] = {"positionEncodings": [self.encoding]}
        can["workspace"]["didChangeWatchedFiles"] = {"dynamicRegistration": True}
        self.editor.start(can, self.root)
        self.editor.until(lambda: bool(self.editor.globs))

    # What happens

    def step(self) -> str:
        """Let something happen; its name."""
        events: dict[str, tuple[int, Callable[[], str]]] = {
            "swap a word": (8, self._swap),
            "type": (4, self._type),
            "delete": (2, self._delete),
            "splice": (3, self._splice),
            "undo": (5, self._undo),
            "open": (4, self._open),
            "close": (1, self._close),
            "save": (2, self._save),
            "change on disk": (3, lambda: self._disk([self._written])),
            "make a file": (2, lambda: self._disk([self._made])),
            "remove a file": (2, lambda: self._disk([self._removed])),
            "rename a file": (2, lambda: self._disk([self._moved])),
            "rename a folder": (1, lambda: self._disk([self._moved_folder])),
            "put back": (2, lambda: self._disk([self._put_back])),
            "switch": (1, self._switch),
            "configure": (1, lambda: self._disk([self._configured])),
        }
        while True:
            (name,) = self.chosen.choices(list(events), [weight for weight, _ in events.values()])
            what = events[name][1]()
            if what:
                self.done.append(f"{name}: {what}")
                return name

    def _some_open(self) -> str:
        return self.chosen.choice(sorted(self.texts)) if self.texts else ""

    def _files(self) -> list[str]:
        return [path for path in relative_files(self.root) if path.endswith(_EDITED)]

    def _open(self) -> str:
        closed = [path for path in self._files() if path not in self.texts]
        if not closed or len(self.texts) > 7:
            return ""
        path = self.chosen.choice([path for path in closed if path.endswith(".yaml")] or closed)
        path = self.chosen.choice([path, self.chosen.choice(closed)])
        try:
            text = (self.root / path).read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            return ""
        self.texts[path], self.history[path], self.versions[path] = text, [], 1
        self.editor.open(self.root / path, text)
        return path

    def _close(self) -> str:
        path = self._some_open()
        if path:
            del self.texts[path]
            self._outdo(path)
            self.editor.close(self.root / path)
        return path

    def _save(self) -> str:
        path = self._some_open()
        if path:
            self._write(path, self.texts[path])
            self.editor.tell("textDocument/didSave", {"textDocument": {"uri": self._uri(path)}})
            self._tell({path: 2})
        return path

    def _type(self) -> str:
        path, typed = self._some_open(), self.chosen.choice(_TYPED)
        if path:
            at = self._offset(self.texts[path])
            before = self.texts[path]
            for number, character in enumerate(re.findall(r"\r\n|.", typed, re.DOTALL)):
                self._change(path, [Splice(at + number, at + number, character)])
            self.history[path].append(before)
        return path

    def _delete(self) -> str:
        path = self._some_open()
        if path:
            text = self.texts[path]
            start = self._offset(text)
            end = min(len(text), start + self.chosen.choice((1, 1, 3, 40)))
            end += text[end - 1 : end + 1] == "\r\n"
            self._remember(path, [Splice(start, end, "")])
        return path

    def _splice(self) -> str:
        path = self._some_open()
        if path:
            other = self.chosen.choice(self._files() or [path])
            lines = self.texts.get(other, self._read(other)).splitlines(keepends=True) or [""]
            start = self.chosen.randrange(len(lines))
            piece = "".join(lines[start : start + self.chosen.randint(1, 8)])
            own = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", self.texts[path]))]
            at = self.chosen.choice(own)
            self._remember(path, [Splice(at, at, piece)])
        return path

    def _swap(self) -> str:
        path = self._some_open()
        if not path:
            return ""
        text = self.texts[path]
        changed = self._swapped(text)
        splice = between(text, changed)
        if self.chosen.random() < 0.3:  # two changes in one message
            second = between(changed, self._swapped(changed))
            self._remember(path, [splice, second])
        else:
            self._remember(path, [splice])
        return path

    def _swapped(self, text: str) -> str:
        """The text with another word, of this or another file, for one of its words."""
        words = list(_WORD.finditer(text))
        other = self.chosen.choice([text, *(self._read(path) for path in self.chosen.sample(self._files() or [""], 1))])
        others: list[str] = _WORD.findall(other)
        if not words or not others:
            return text
        word = self.chosen.choice(words)
        return text[: word.start()] + self.chosen.choice(others) + text[word.end() :]

    def _undo(self) -> str:
        path = self._some_open()
        if not path or not self.history[path]:
            return ""
        steps = self.chosen.choice((1, 1, 1, len(self.history[path])))
        before = self.history[path][-steps]
        del self.history[path][-steps:]
        if self.chosen.random() < 0.2:
            self._change(path, [], whole=before)
        else:
            self._change(path, [between(self.texts[path], before)])
        return f"{path} {steps}"

    def _remember(self, path: str, splices: Sequence[Splice]) -> None:
        self.history[path].append(self.texts[path])
        self._change(path, splices)

    def _change(self, path: str, splices: Sequence[Splice], whole: str | None = None) -> None:
        """Change an open text, one splice after the other in the text that the one before left."""
        changes: list[dict[str, Any]] = []
        text = self.texts[path]
        if splices and self.chosen.random() < 0.3:
            place = Places(text, self.encoding).place(splices[0].start)
            asked = {"textDocument": {"uri": self._uri(path)}, "position": place}
            self._outdo(path)
            self.asked[self.editor.begin("textDocument/completion", asked)] = path
        for start, end, new in splices:
            places = Places(text, self.encoding)
            changes.append({"range": {"start": places.place(start), "end": places.place(end)}, "text": new})
            text = text[:start] + new + text[end:]
        if whole is not None:
            changes, text = [{"text": whole}], whole
        self.texts[path] = text
        self.versions[path] += 1
        item = {"uri": self._uri(path), "version": self.versions[path]}
        self.editor.tell("textDocument/didChange", {"textDocument": item, "contentChanges": changes})

    def _offset(self, text: str) -> int:
        offset = self.chosen.randint(0, len(text))
        return offset - (text[offset - 1 : offset + 1] == "\r\n")

    # On disk: each of these gives the events that a watcher would see

    def _disk(self, what: Sequence[Callable[[], dict[str, int]]]) -> str:
        events: dict[str, int] = {}
        for one in what:
            events.update(one())
        self._tell(events)
        return ", ".join(f"{path} {kind}" for path, kind in events.items())

    def _switch(self) -> str:
        """Many changes in one message."""
        kinds = (self._written, self._made, self._removed, self._moved, self._put_back)
        return self._disk([self.chosen.choice(kinds) for _ in range(self.chosen.randint(3, 12))])

    def _written(self) -> dict[str, int]:
        path = self.chosen.choice(self._files() or [""])
        if not path:
            return {}
        self._write(path, self._swapped(self._read(path)))
        return {path: 2}

    def _made(self) -> dict[str, int]:
        files = self._files()
        if not files:
            return {}
        other = self.chosen.choice(files)
        folder = self.chosen.choice((os.path.dirname(self.chosen.choice(files)), "made", "excluded/deep"))
        name = self.chosen.choice((os.path.basename(other), f"made{os.path.splitext(other)[1]}", "_index.yaml"))
        path = f"{folder}/{name}".lstrip("/")
        known = (self.root / path).exists()
        self._write(path, self._read(other))
        return {path: 2 if known else 1}

    def _removed(self) -> dict[str, int]:
        path = self.chosen.choice(self._files() or [""])
        if not path:
            return {}
        (self.root / path).unlink()
        return {path: 3}

    def _moved(self) -> dict[str, int]:
        files = self._files()
        if not files:
            return {}
        path, other = self.chosen.choice(files), self.chosen.choice(files)
        name = self.chosen.choice((os.path.basename(path), f"moved-{os.path.basename(path)}"))
        target = f"{os.path.dirname(other)}/{name}".lstrip("/")
        if target == path:
            return {}
        known = (self.root / target).exists()
        (self.root / path).replace(self.root / target)
        return {path: 3, target: 2 if known else 1}

    def _moved_folder(self) -> dict[str, int]:
        folders = sorted({os.path.dirname(path) for path in self._files()} - {""})
        if not folders:
            return {}
        folder = self.chosen.choice(folders)
        target = f"{folder}-moved"
        if (self.root / target).exists():
            return {}
        inside = relative_files(self.root / folder)
        (self.root / folder).rename(self.root / target)
        return {f"{where}/{path}": kind for path in inside for where, kind in ((folder, 3), (target, 1))}

    def _put_back(self) -> dict[str, int]:
        """A file as it was at first, where that is another."""
        files = [path for path in relative_files(self.original) if path.endswith(_EDITED)]
        for path in self.chosen.sample(files, len(files)):
            there, was = self.root / path, (self.original / path).read_bytes()
            if not there.exists() or there.read_bytes() != was:
                known = there.exists()
                there.parent.mkdir(parents=True, exist_ok=True)
                there.write_bytes(was)
                return {path: 2 if known else 1}
        return {}

    def _configured(self) -> dict[str, int]:
        there = self.root / CONFIG
        if CONFIG in self.texts:
            return {}
        if there.exists() and self.chosen.random() < 0.5:
            there.unlink()
            return {CONFIG: 3}
        known = there.exists()
        there.write_text(self.chosen.choice(_CONFIGS), encoding="utf-8")
        return {CONFIG: 2 if known else 1}

    def _tell(self, events: dict[str, int]) -> None:
        """Tell of what is watched."""
        told = [
            {"uri": self._uri(path), "type": kind}
            for path, kind in events.items()
            if self.editor.watches(self.root / path)
        ]
        if told:
            self.editor.tell("workspace/didChangeWatchedFiles", {"changes": told})

    def _read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode("utf-8-sig", "replace") if path else ""

    def _write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(text.encode("utf-8", "surrogatepass"))

    def _uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    # Comparing

    def _refreshed_since(self, seen: int) -> bool:
        return len(self.editor.told("workspace/diagnostic/refresh")) > seen

    def compare(self) -> tuple[int, list[str]]:
        """How many findings there are, and how the server's differ."""
        wanted = self._linted()
        seen = len(self.editor.told("workspace/diagnostic/refresh"))
        try:
            if self.pulls:
                while self._pull() != wanted:
                    self.editor.until(partial(self._refreshed_since, seen))
                    seen = len(self.editor.told("workspace/diagnostic/refresh"))
            else:
                self.editor.until(lambda: self._count() == wanted.total() and self._published() == wanted)
        except AssertionError:
            told = self._pull() if self.pulls else self._published()
            wrong = [f"only the server: {item}" for item in (told - wanted).elements()]
            wrong += [f"only the linter: {item}" for item in (wanted - told).elements()]
            return wanted.total(), wrong
        return wanted.total(), self._refused()

    def _outdo(self, path: str) -> None:
        self.outdone.update(number for number, other in self.asked.items() if other == path)

    def _refused(self) -> list[str]:
        """The completions that were answered with an error but for those that nobody waits for any more."""
        answers = {number: self.editor.answer(number) for number in self.asked}
        errors = {number: answer["error"] for number, answer in answers.items() if "error" in answer}
        self.asked.clear()
        return [
            f"a completion was refused: {error}"
            for number, error in errors.items()
            if number not in self.outdone or error["code"] != MODIFIED
        ]

    def _count(self) -> int:
        return sum(map(len, self.editor.diagnostics.values()))

    def _published(self) -> Found:
        return self._found(self.editor.diagnostics)

    def _pull(self) -> Found:
        """Ask as an editor does: for the open files, and for everything; the latter says nothing of the former."""
        for path in self.texts:
            uri = self._uri(path)
            asked = {"textDocument": {"uri": uri}, "previousResultId": self.pulled.get(uri, ("", []))[0]}
            self._take(uri, self.editor.ask("textDocument/diagnostic", asked))
        opened = {self._uri(path) for path in self.texts}
        previous = [{"uri": uri, "value": held[0]} for uri, held in self.pulled.items() if uri not in opened]
        for item in self.editor.ask("workspace/diagnostic", {"previousResultIds": previous})["items"]:
            if item["uri"] not in opened:
                self._take(item["uri"], item)
        return self._found({uri: items for uri, (_, items) in self.pulled.items()})

    def _take(self, uri: str, report: dict[str, Any]) -> None:
        if report["kind"] == "full":
            self.pulled[uri] = report["resultId"], report["items"]

    def _found(self, diagnostics: dict[str, list[dict[str, Any]]]) -> Found:
        found: Found = Counter()
        uris = {self._uri(path): path for path in {*relative_files(self.root), *self.texts}}
        for uri, items in diagnostics.items():
            if not items:
                continue
            path = uris.get(uri, uri)
            text = self.texts[path] if path in self.texts else self._read(path if uri in uris else "")
            places = Places(text, self.encoding)
            for item in items:
                try:
                    span = (*places.point(item["range"]["start"]), *places.point(item["range"]["end"]))
                except IndexError:
                    span = (-1, -1, -1, -1)  # of an older text
                found[path, item["code"], item["severity"], span, item["message"]] += 1
        return found

    def _linted(self) -> Found:
        shutil.rmtree(self.fresh, ignore_errors=True)
        copytree(self.root, self.fresh, symlinks=True)
        for path, text in self.texts.items():
            there = self.fresh / path
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(text.encode("utf-8", "surrogatepass"))
        command = program("lint", "--level", "hint", "--format", "json", "--no-cache", "--jobs", "1")
        done = subprocess.run(command, cwd=self.fresh, env=environment(), capture_output=True, check=False, timeout=600)
        assert done.returncode in (0, 1, 3), done.stderr.decode()
        found: Found = Counter()
        for item in json.loads(done.stdout)["findings"]:
            ends = (item["range"]["start"], item["range"]["end"]) if item["range"] else ()
            span = tuple(number for end in ends for number in (end["line"], end["column"])) or (1, 1, 1, 1)
            message = f"{item['message']}\n{item['help']}" if item["help"] else item["message"]
            found[item["path"], item["code"], _SEVERITIES[item["severity"]], span, message] += 1
        return found

    def end(self) -> list[str]:
        """End the server; what it complained about."""
        code = self.editor.leave()
        shown = [params["message"] for params in self.editor.told("window/showMessage")]
        log = b"".join(self.editor.log).decode()
        return [*shown, *([log] if log else []), *([f"exit code {code}"] if code else [])]


def relative_files(root: Path) -> list[str]:
    """The files below a directory but for those of the repository itself, with `/`, in order."""
    return sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink() and ".git" not in path.relative_to(root).parts
    )


def copy(source: Path, target: Path) -> None:
    """Copy a project without its history."""
    copytree(source, target, ignore=ignore_patterns(".git"), symlinks=True)
    (target / ".git").mkdir()


def run(
    directory: Path, sequences: int, seed: int, steps: int, told: Callable[[str], None] = lambda line: None
) -> Outcome:
    """Carry out so many sequences of so many steps; `told` hears of each that is done."""
    events: Counter[str] = Counter()
    comparisons, findings, wrong = 0, 0, []
    for number in range(seed, seed + sequences):
        with tempfile.TemporaryDirectory() as place:
            session = Session(directory, Path(place).resolve(), number)
            try:
                session.begin()
                for step in range(1, steps + 1):
                    events[session.step()] += 1
                    if step == steps or session.chosen.random() < 2 / steps:
                        count, differences = session.compare()
                        comparisons, findings = comparisons + 1, findings + count
                        if differences:
                            wrong += [f"seed {number}, after {step} steps: {line}" for line in differences]
                            told("\n".join([*wrong[-len(differences) :], *session.done]))
                            break
                wrong += [f"seed {number}: the server said: {line}" for line in session.end()]
            finally:
                session.editor.kill()
        told(f"sequence {number}: {len(wrong)} wrong so far")
    return Outcome(events, comparisons, findings, wrong)


def main() -> None:
    """Print what came of it; ends with 1 when something was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.agreement", description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--sequences", type=int, default=100)
    parser.add_argument("--steps", type=int, default=30, help="events of each sequence (default: 30)")
    parser.add_argument("--seed", type=int, default=1, help="of the first sequence; the others count on from it")
    parser.add_argument("--patience", type=float, default=60, help="seconds to wait for the server (default: 60)")
    options = parser.parse_args()
    editor.PATIENCE = options.patience
    outcome = run(
        options.directory.resolve(),
        options.sequences,
        options.seed,
        options.steps,
        lambda line: print(line, file=sys.stderr, flush=True),
    )
    events = ", ".join(f"{count} x {name}" for name, count in outcome.events.most_common())
    print(f"{options.sequences} sequences, {outcome.events.total()} events: {events}")
    print(f"{outcome.comparisons} comparisons of {outcome.findings} findings, {len(outcome.wrong)} differences")
    for line in outcome.wrong:
        print(line)
    sys.exit(bool(outcome.wrong))


if __name__ == "__main__":
    main()
