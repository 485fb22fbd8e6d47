"""An editor for tests: speaks with a server process over its streams, synchronously and without any library, so that it
can also say what no library would."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, BinaryIO

PATIENCE = 60.0
"""How long to wait for a message, in seconds; machines are shared."""


class Editor:
    """One server process and what it has said. `program` are the arguments of Python that run the command line."""

    def __init__(self, *arguments: str, program: Sequence[str] = ("-m", "lua_entries")) -> None:
        command = [sys.executable, *program, "serve", *arguments]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ)
        )
        assert self.process.stdout is not None and self.process.stderr is not None
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        """What was published last, by URI."""
        self.versions: dict[str, int | None] = {}
        self.seen: list[dict[str, Any]] = []
        """Every message but answers, in order."""
        self.log: list[bytes] = []
        self.settings: Mapping[str, Any] | None = {}
        self.replies: dict[str, Any] = {}
        """What requests of the server are answered with, by method, or what makes that of the parameters; others are
        answered with null."""
        self.globs: list[str] = []
        """The files that the server asked to be told of, in whatever folder."""
        self.capable: dict[str, Any] = {}
        """What the server can do."""
        self.pulls = False
        """The server waits to be asked for findings."""
        self.answered: Counter[Any] = Counter()
        """How often each request was answered."""
        self.patience = PATIENCE
        self._answers: dict[Any, dict[str, Any]] = {}
        self._incoming: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._number = 0
        self._threads = [
            threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True),
            threading.Thread(target=self.log.extend, args=(self.process.stderr,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _read(self, stream: BinaryIO) -> None:
        while line := stream.readline():
            length = 0
            while line.strip():
                name, _, value = line.partition(b":")
                if name == b"Content-Length":
                    length = int(value)
                line = stream.readline()
            self._incoming.put(json.loads(stream.read(length)))
        self._incoming.put(None)

    # Saying

    def say(self, data: bytes) -> None:
        """Send bytes as they are."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: Any) -> None:
        """Send one message."""
        body = json.dumps(message).encode()
        self.say(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def tell(self, method: str, params: Any = None) -> None:
        """Send a notification."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def begin(self, method: str, params: Any = None) -> int:
        """Send a request, and return its id."""
        self._number += 1
        self.send({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        return self._number

    def ask(self, method: str, params: Any = None) -> Any:
        """The result of a request."""
        answer = self.answer(self.begin(method, params))
        assert "error" not in answer, answer
        return answer.get("result")

    def refused(self, method: str, params: Any = None) -> int:
        """The code of the error that a request is answered with."""
        code: int = self.answer(self.begin(method, params))["error"]["code"]
        return code

    # Hearing

    def answer(self, number: Any) -> dict[str, Any]:
        """The answer to a request."""
        self.until(lambda: number in self._answers)
        return self._answers.pop(number)

    def until(self, condition: Callable[[], bool]) -> None:
        """Hear messages until the condition holds."""
        end = time.monotonic() + self.patience
        while not condition():
            try:
                message = self._incoming.get(timeout=max(end - time.monotonic(), 0))
            except queue.Empty:
                raise AssertionError(f"nothing came; log: {b''.join(self.log).decode()}") from None
            assert message is not None, f"the server is gone; log: {b''.join(self.log).decode()}"
            self._hear(message)

    def _hear(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method is None:
            number = message["id"]  # null where the server cannot know it
            assert number is None or number not in self._answers, "two answers to one request"
            self._answers[number] = message
            self.answered[number] += 1
            return
        self.seen.append(message)
        if method == "textDocument/publishDiagnostics":
            params = message["params"]
            self.diagnostics[params["uri"]] = params["diagnostics"]
            self.versions[params["uri"]] = params.get("version")
        elif "id" in message:
            if method == "client/registerCapability":
                wanted = (item.get("registerOptions") or {} for item in message["params"]["registrations"])
                self.globs += (item["globPattern"] for options in wanted for item in options.get("watchers", ()))
            reply = self.replies.get(method)
            result = reply(message["params"]) if callable(reply) else reply
            if method == "workspace/configuration":
                result = [self.settings for _ in message["params"]["items"]]
            self.send({"jsonrpc": "2.0", "id": message["id"], "result": result})

    def told(self, method: str) -> list[Any]:
        """The parameters of the notifications and requests with which the server used a method, in order."""
        return [message.get("params") for message in self.seen if message["method"] == method]

    def codes(self, path: Path) -> list[str]:
        """The codes that were published last for a file."""
        return [item["code"] for item in self.diagnostics.get(path.as_uri(), [])]

    def until_codes(self, path: Path, *codes: str) -> None:
        """Hear, or where the editor must ask, ask until a file has exactly these codes."""
        if self.pulls:
            self.pull(path)
            assert self.codes(path) == list(codes)
        else:
            self.until(lambda: path.as_uri() in self.diagnostics and self.codes(path) == list(codes))

    def pull(self, path: Path) -> None:
        """Ask for the findings of a file."""
        report = self.ask("textDocument/diagnostic", {"textDocument": {"uri": path.as_uri()}})
        self.diagnostics[path.as_uri()] = report["items"]

    # Doing

    def start(self, capabilities: Mapping[str, Any], *folders: Path, **more: Any) -> dict[str, Any]:
        """Initialize, and return the server's capabilities."""
        named = [{"uri": folder.as_uri(), "name": folder.name} for folder in folders]
        params = {"processId": os.getpid(), "rootUri": None, "workspaceFolders": named, "capabilities": capabilities}
        result = self.ask("initialize", {**params, **more})
        self.tell("initialized", {})
        self.capable = result["capabilities"]
        self.pulls = "diagnosticProvider" in self.capable
        return self.capable

    def open(self, path: Path, text: str | None = None) -> None:
        """Open a file, with a text of its own or that on disk."""
        text = path.read_bytes().decode() if text is None else text
        item = {"uri": path.as_uri(), "languageId": path.suffix[1:], "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})

    def replace(self, path: Path, version: int, text: str) -> None:
        """Give an open file another text."""
        item = {"uri": path.as_uri(), "version": version}
        self.tell("textDocument/didChange", {"textDocument": item, "contentChanges": [{"text": text}]})

    def changed_on_disk(self, *paths: Path) -> None:
        """Tell that files were written, made or removed: of those that the server asked to be told of, once it has."""
        watched = [path for path in paths if not self.globs or self.watches(path)]
        events = [{"uri": path.as_uri(), "type": 2 if path.exists() else 3} for path in watched]
        if events:
            self.tell("workspace/didChangeWatchedFiles", {"changes": events})

    def watches(self, path: Path) -> bool:
        """True for a file that the server asked to be told of."""
        return any(fnmatchcase(path.name, glob.removeprefix("**/")) for glob in self.globs)

    def close(self, path: Path) -> None:
        """Close a file."""
        self.tell("textDocument/didClose", {"textDocument": {"uri": path.as_uri()}})

    def leave(self) -> int:
        """Shut down and exit; the exit code."""
        self.ask("shutdown")
        self.tell("exit")
        return self.ended()

    def ended(self) -> int:
        """Wait for the end of the process; the exit code."""
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.kill()

    def kill(self) -> None:
        """End the process whatever it does, and let go of its streams."""
        self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
