"""The requests that wait for their answers, and which of them an edit makes pointless."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeVar

from pygls.exceptions import JsonRpcContentModified

from lua_entries.lsp.documents import Document

T = TypeVar("T")


class Question(NamedTuple):
    """What a request is about."""

    method: str
    path: str = ""
    """Of the file; empty for a question about everything."""
    document: Document | None = None
    """The text that the editor had when it asked; None for a file that is not open."""
    lasts: bool = False
    """The answer is of use after further edits, as it is about the text of then."""


class Pending:
    """The questions without an answer, by the path of their file."""

    def __init__(self) -> None:
        self._waiting: dict[str, dict[asyncio.Future[Any], Question]] = {}

    async def answer(self, question: Question, work: Awaitable[T]) -> T:
        """The result of the work.

        A question that lasts takes the place of those of its kind about older texts of its file: whoever types on and
        asks again has no use for them.

        Raises:
            JsonRpcContentModified: nobody wants to know any more.
        """
        if question.lasts:
            self._drop(question.path, lambda other: other.lasts and _is_older(other, question))
        job = asyncio.ensure_future(work)
        waiting = self._waiting.setdefault(question.path, {})
        waiting[job] = question
        try:
            return await job
        except asyncio.CancelledError:
            if job not in waiting:
                raise JsonRpcContentModified("the text was edited meanwhile") from None
            raise
        finally:
            waiting.pop(job, None)
            if not waiting and self._waiting.get(question.path) is waiting:
                del self._waiting[question.path]

    def edited(self, path: str) -> None:
        """Places in the old text of a file say nothing any more: questions about them are refused at once."""
        self._drop(path, lambda question: not question.lasts)

    def closed(self, path: str) -> None:
        """Nobody looks at a file any more."""
        self._drop(path, lambda question: True)

    def _drop(self, path: str, pointless: Callable[[Question], bool]) -> None:
        waiting = self._waiting.get(path, {})
        for job in [job for job, question in waiting.items() if pointless(question)]:
            del waiting[job]  # tells it from requests that the editor cancelled
            job.cancel()


def _is_older(one: Question, other: Question) -> bool:
    return one.method == other.method and one.document is not other.document
