"""The server in a conversation that no editor would have: it answers each request once, and ends when told."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import os
import queue
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from lsprotocol import types

from lua_entries.lsp.conversation import pump
from lua_entries.lsp.server import Server
from lua_entries.lsp.transport import Incoming, frames
from tests.fuzz.harness import Case
from tests.fuzz.mutate import as_text, mutated
from tests.fuzz.seeds import projects, texts
from tests.fuzz.targets.checks import chance_of
from tests.lsp.profiles import PROFILES, TODAY, capabilities

_SCRIPT = "script/"
"""Before the number of each step of a case: bytes that are sent at once. `{}` in them is the URI of the project."""
_PATIENCE = 20.0
"""How long to wait for the server, in seconds."""
_INTERNAL = -32603
_ASKED_OF_EDITORS = ("window/", "client/")
_METHODS = [name for name in types.METHOD_TO_TYPES if name != types.EXIT and not name.startswith(_ASKED_OF_EDITORS)]
_FEATURES = [method for method in _METHODS if method.startswith("textDocument/") and "did" not in method]
_ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1.5,
    2**40,
    -(2**70),
    "",
    "x",
    "\ud800",
    "\0",
    [],
    {},
    [[]],
    {"a": {}},
    "9" * 400,
)
_IDS = (*range(1, 60), *range(1, 60), "a", "1", "", 2**40, -3)
_BROKEN = (
    b"Content-Length: 5\r\n\r\n{{{{{",
    b"Content-Length: 2\r\n\r\n[]",
    b"Content-Length: 4\r\n\r\nnull",
    b"Content-Length: 0\r\n\r\n",
    b"Content-Length: -7\r\n\r\n",
    b"Content-Length: x\r\n\r\n",
    b"Content-Length: 3\r\nContent-Length: 2\r\n\r\n{}",
    b"Content-Length: 99999999999999999999999\r\n\r\n",
    b"content-length:2\n\n{}",
    b"GET / HTTP/1.1\r\n\r\n",
    b"\r\n\r\n\r\n",
    b"\0\xff\xfe",
    b"x" * 20_000 + b"\r\n",
    b'Content-Length: 29\r\n\r\n{"jsonrpc":"2.0","method":1.5}',
    b"Content-Length: 4000\r\n\r\n" + b"[" * 4000,
    b"Content-Length: 30\r\n\r\n{}",
)
_FILES = (
    "src/_index.yaml",
    "src/api/_index.yaml",
    "src/lib/money.lua",
    "src/runner.lua",
    "lua-entries.toml",
    "new.lua",
)


def make(chance: Random) -> Case:
    """A conversation."""
    steps = [*_beginning(chance), *_middle(chance), *_end(chance)]
    return {f"{_SCRIPT}{number:03}": step for number, step in enumerate(steps)}


def _framed(message: Any) -> bytes:
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def _call(method: str, params: Any, identifier: Any = None) -> bytes:
    """A request, or without an id a notification."""
    message = {"jsonrpc": "2.0", "method": method, "params": params}
    return _framed(message if identifier is None else {**message, "id": identifier})


def _beginning(chance: Random) -> Iterator[bytes]:
    for _ in range(chance.choice((0, 0, 1, 4))):
        yield _anything(chance)
    can = capabilities(chance.choice((*PROFILES, TODAY))) if chance.random() < 0.8 else {}
    options = chance.choice((None, None, {"status": True}, {"rules": 7}, {"select": ["LE1"], "no": 1}, _deep(chance)))
    params = {"processId": None, "rootUri": "{}", "capabilities": can, "initializationOptions": options}
    if chance.random() < 0.1:
        yield _call(types.INITIALIZE, _spoilt(chance, params), 1000)
    yield _call(types.INITIALIZE, params, 1001)
    if chance.random() < 0.95:
        yield _call(types.INITIALIZED, {})
    for name in chance.sample(_FILES, 3):
        yield _open(chance, name)


def _middle(chance: Random) -> Iterator[bytes]:
    for _ in range(chance.choice((10, 30, 60))):
        yield _anything(chance)


def _end(chance: Random) -> Iterator[bytes]:
    if chance.random() < 0.8:
        yield _call(types.SHUTDOWN, None, 2000)
        for _ in range(chance.choice((0, 0, 3))):
            yield _anything(chance)
    elif chance.random() < 0.5:
        yield _call(types.EXIT, chance.choice(_ODD))


def _anything(chance: Random) -> bytes:
    roll = chance.random()
    if roll < 0.12:
        return _open(chance, chance.choice(_FILES))
    if roll < 0.32:
        return _changed(chance)
    if roll < 0.62:
        params = _params(chance)
        method = chance.choice(_FEATURES)
        return _call(method, _spoilt(chance, params) if chance.random() < 0.15 else params, chance.choice(_IDS))
    if roll < 0.70:
        return b"".join(
            _call("$/cancelRequest", {"id": chance.choice(_IDS)}) for _ in range(chance.choice((1, 3, 200)))
        )
    if roll < 0.75:
        return b"".join(_changed(chance) for _ in range(100))
    if roll < 0.80:
        return _call(chance.choice(_METHODS), chance.choice(_ODD), chance.choice((None, chance.choice(_IDS))))
    if roll < 0.84:
        return chance.choice(_BROKEN)
    if roll < 0.88:
        kind = chance.choice(("result", "error"))
        return _framed({"jsonrpc": "2.0", "id": chance.choice((*_IDS, *_ODD)), kind: chance.choice(_ODD)})
    if roll < 0.91:
        return _command(chance)
    if roll < 0.94:
        return _notification(chance)
    if roll < 0.97:
        name = chance.choice(("no/such", "$/no/such", "", "initialize", "initialized", "textDocument/\u2028"))
        return _call(name, chance.choice(_ODD), chance.choice((None, *_IDS)))
    return _framed(_spoilt(chance, {"jsonrpc": "2.0", "id": chance.choice(_IDS), "method": "a", "params": {}}))


def _uri(chance: Random, name: str = "") -> str:
    if chance.random() < 0.05:
        odd = (
            "untitled:x",
            "file:///",
            "file://[",
            "",
            "file:///a%00b.lua",
            "{}/%FF.lua",
            "file://host/x.lua",
            "{}",
            "{}/src",
        )
        return chance.choice(odd)
    return "{}/" + (name or chance.choice(_FILES))


def _open(chance: Random, name: str) -> bytes:
    pool = texts(".lua" if name.endswith(".lua") else ".yaml")
    known = projects()[0].get(name, b"")
    text = as_text(known if chance.random() < 0.5 else mutated(chance, known, pool)[:20_000])
    version = chance.choice((1, 1, 1, 0, -5, 2**31 - 1))
    item = {
        "uri": _uri(chance, name),
        "languageId": chance.choice(("yaml", "lua", "")),
        "version": version,
        "text": text,
    }
    return _call(types.TEXT_DOCUMENT_DID_OPEN, {"textDocument": item})


def _changed(chance: Random) -> bytes:
    name = chance.choice(_FILES)
    pool = texts(".lua" if name.endswith(".lua") else ".yaml")
    changes: list[dict[str, Any]] = []
    for _ in range(chance.choice((1, 1, 1, 0, 5))):
        if chance.random() < 0.1:
            changes.append({"text": as_text(mutated(chance, projects()[0].get(name, b""), pool)[:20_000])})
        else:
            piece = chance.choice(("", "x", "\n", ":", '"', "😀", "[", "  - name: b\n", "\r", "\ud83d", "end\n"))
            changes.append({"range": _range(chance), "text": piece})
    item = {"uri": _uri(chance, name), "version": chance.choice((2, 3, 3, 1, -1, 0))}
    return _call(types.TEXT_DOCUMENT_DID_CHANGE, {"textDocument": item, "contentChanges": changes})


def _position(chance: Random) -> dict[str, Any]:
    line, character = chance.randint(0, 40), chance.randint(0, 40)
    if chance.random() < 0.04:
        return {"line": chance.choice((line, *_ODD, 2**31 - 1)), "character": chance.choice((character, *_ODD))}
    return {"line": line, "character": character}


def _range(chance: Random) -> dict[str, Any]:
    start = _position(chance)
    return {"start": start, "end": start if chance.random() < 0.5 else _position(chance)}


def _params(chance: Random) -> dict[str, Any]:
    """Something for every feature; what one does not know it leaves alone."""
    return {
        "textDocument": {"uri": _uri(chance)},
        "position": _position(chance),
        "positions": [_position(chance) for _ in range(chance.choice((1, 3)))],
        "range": _range(chance),
        "context": {"includeDeclaration": True, "diagnostics": [], "triggerKind": 1, "isRetrigger": False},
        "newName": chance.choice(("other", "", "a b", "\ud800", "x" * 1000)),
        "previousResultId": chance.choice(("0", "", "7")),
        "options": {"tabSize": 4, "insertSpaces": True},
    }


def _command(chance: Random) -> bytes:
    names = (
        "graph",
        "explain",
        "entries",
        "status",
        "lint",
        "newEntryKinds",
        "showUses",
        "showRule",
        "fixAll",
        "applyEdits",
    )
    arguments = chance.choice(
        ([], ["{}/src/_index.yaml"], [_uri(chance), {"line": 3, "character": 4}], ["LE101"], None)
    )
    if chance.random() < 0.3:
        arguments = [chance.choice(_ODD) for _ in range(chance.randint(0, 3))]
    prefix = "lua-entries." if chance.random() < 0.4 else "lua-entries.server."
    params = {"command": prefix + chance.choice(names), "arguments": arguments}
    return _call(types.WORKSPACE_EXECUTE_COMMAND, params, chance.choice(_IDS))


def _notification(chance: Random) -> bytes:
    held: dict[str, Any] = {
        types.TEXT_DOCUMENT_DID_CLOSE: {"textDocument": {"uri": _uri(chance)}},
        types.TEXT_DOCUMENT_DID_SAVE: {"textDocument": {"uri": _uri(chance)}},
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES: {
            "changes": [
                {"uri": _uri(chance), "type": chance.choice((1, 2, 3))} for _ in range(chance.choice((0, 1, 50)))
            ]
        },
        types.WORKSPACE_DID_CHANGE_CONFIGURATION: {"settings": chance.choice((*_ODD, {"luaEntries": {"rules": 3}}))},
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: {
            "event": {
                "added": [{"uri": _uri(chance, chance.choice(("src", "kit", "none"))), "name": "x"}],
                "removed": [{"uri": chance.choice(("{}", "{}/src", "file:///nowhere")), "name": "x"}],
            }
        },
        "$/setTrace": {"value": chance.choice(("off", "verbose", "x"))},
    }
    method = chance.choice(sorted(held))
    return _call(method, held[method])


def _deep(chance: Random) -> Any:
    value: Any = 1
    for _ in range(chance.choice((5, 200, 400))):
        value = {"a": value} if chance.random() < 0.5 else [value]
    return value


def _spoilt(chance: Random, value: Any) -> Any:
    """The value with one thing in it of another type, or gone."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(sorted(value))
        if chance.random() < 0.2:
            return {other: held for other, held in value.items() if other != key}
        return {**value, key: _spoilt(chance, value[key])}
    return chance.choice(_ODD)


# Running


def run(case: Case) -> None:
    """Hold the conversation with a server in this process."""
    chance = chance_of(case)
    top = tempfile.mkdtemp()
    directory = Path(os.path.realpath(top), "project")
    try:
        for path, data in projects()[0].items():
            place = directory / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        (directory / ".git").mkdir()
        steps = [_filled(case[name], directory) for name in sorted(case) if name.startswith(_SCRIPT)]
        _Conversation(chance).hold(steps)
    finally:
        shutil.rmtree(top)


def _filled(step: bytes, directory: Path) -> bytes:
    """The step with the URI of the project in it; a step that has it consists of whole messages."""
    uri = json.dumps(directory.as_uri())[1:-1].encode()
    if b'"{}' not in step:
        return step
    filled = []
    for message in frames(io.BytesIO(step)):
        filled.append(_framed(json.loads(json.dumps(message).replace('"{}', '"' + uri.decode()))))
    return b"".join(filled)


class _Log(logging.Handler):
    """What goes wrong beside the answers."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = self.format(record)
        if not message.startswith(("unreadable message", "wrong parameters of", "unreadable answer")):
            self.records.append(message)


class _Conversation:
    """One server on a thread, and an editor that is told what to say."""

    def __init__(self, chance: Random) -> None:
        self._manners: Callable[[str], Any] = chance.choice((_polite, _polite, _rude, lambda method: None))
        self._silent = chance.random() < 0.1
        self._heard: queue.Queue[Any] = queue.Queue()
        self._answered: Counter[str] = Counter()
        self._codes: list[Any] = []
        self._code: list[int | None] = []
        self._log = _Log()

    # What the server writes to

    def write(self, data: bytes) -> None:
        """Hear a message."""
        for message in frames(io.BytesIO(data)):
            self._heard.put(message)

    def close(self) -> None:
        """The server closes its side."""

    def hold(self, steps: list[bytes]) -> None:
        """Say everything, wait for the answers, and leave."""
        loggers = [logging.getLogger(name) for name in ("lua_entries", "asyncio")]
        for logger in loggers:
            logger.addHandler(self._log)
        silenced = logging.getLogger("pygls")
        level, silenced.level = silenced.level, logging.CRITICAL
        incoming, outgoing = os.pipe()
        reader = os.fdopen(incoming, "rb")
        thread = threading.Thread(target=self._serve, args=(reader,), daemon=True)
        thread.start()
        try:
            with os.fdopen(outgoing, "wb", buffering=0) as stream:
                for step in steps:
                    stream.write(step)
                    self._listen(stream)
                expected, exits = _expected(b"".join(steps))
                end = time.monotonic() + _PATIENCE
                while time.monotonic() < end and not exits and expected - self._answered:
                    self._listen(stream, 0.05)
                missing = expected - self._answered
                assert exits or not missing, f"not answered: {missing}"
                stream.write(_call(types.EXIT, None))
            thread.join(_PATIENCE)
            assert not thread.is_alive(), "the server does not end"
        finally:
            reader.close()  # our end is closed already, so nobody waits in there
            for logger in loggers:
                logger.removeHandler(self._log)
            silenced.setLevel(level)
        self._drain()
        more = {
            identifier: number for identifier, number in (self._answered - expected).items() if identifier != "null"
        }
        assert not more, f"answered too often: {more}"
        assert self._code and self._code[0] in (0, 1, None), self._code
        assert not self._codes, self._codes
        assert not self._log.records, self._log.records

    def _serve(self, stream: Any) -> None:
        async def converse() -> int | None:
            stopped = asyncio.Event()
            server = Server()
            server.protocol.set_writer(self)
            server.protocol.on_exit = stopped.set
            await pump(Incoming(frames(stream)), server.protocol.receive, stopped)
            server.close()
            return server.protocol.exit_code

        self._code.append(asyncio.run(converse()))

    def _listen(self, stream: Any, patience: float = 0.0) -> None:
        """Take in what has been said, and reply to requests."""
        while True:
            try:
                message = self._heard.get(timeout=patience) if patience else self._heard.get_nowait()
            except queue.Empty:
                return
            self._hear(message)
            if "method" in message and "id" in message and not self._silent:
                stream.write(_framed({"jsonrpc": "2.0", "id": message["id"], **self._reply(message)}))

    def _drain(self) -> None:
        while not self._heard.empty():
            self._hear(self._heard.get_nowait())

    def _hear(self, message: Any) -> None:
        if "method" not in message:
            self._answered[json.dumps(message["id"])] += 1
            if message.get("error", {}).get("code") == _INTERNAL:
                self._codes.append(message)

    def _reply(self, message: Any) -> dict[str, Any]:
        reply = self._manners(message["method"])
        return reply if isinstance(reply, dict) and "error" in reply else {"result": reply}


def _polite(method: str) -> Any:
    return [{}, {}, {}] if method == types.WORKSPACE_CONFIGURATION else None


def _rude(method: str) -> Any:
    return {"error": {"code": 1, "message": method}} if len(method) % 2 else [1, "\ud800", {"x": [method]}]


def _expected(data: bytes) -> tuple[Counter[str], bool]:
    """How often each request is to be answered, by its id, and whether the editor leaves without waiting for that."""
    found: Counter[str] = Counter()
    for message in frames(io.BytesIO(data)):
        if isinstance(message, dict) and isinstance(message.get("method"), str):
            if message["method"] == types.EXIT:
                return found, True
            if type(message.get("id")) in (int, str):
                found[json.dumps(message["id"])] += 1
    return found, False
