"""Which questions an edit makes pointless."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from pygls.exceptions import JsonRpcContentModified

from lua_entries.lsp.documents import Document
from lua_entries.lsp.pending import Pending, Question

OLD, NEW = Document("file:///a.lua", "/a.lua", 1, "x"), Document("file:///a.lua", "/a.lua", 2, "xy")
ABOUT_OLD = Question("outline", "/a.lua", OLD)
LASTING = Question("completion", "/a.lua", OLD, lasts=True)
Begin = Callable[[Question], "asyncio.Task[str]"]


def conversation(steps: Callable[[Pending, Begin, asyncio.Event], Awaitable[None]]) -> None:
    """Run steps that begin questions, which are answered with their method when the event is set."""

    async def run() -> None:
        pending, known = Pending(), asyncio.Event()

        async def work(question: Question) -> str:
            await known.wait()
            return question.method

        def begin(question: Question) -> asyncio.Task[str]:
            return asyncio.ensure_future(pending.answer(question, work(question)))

        await steps(pending, begin, known)
        assert pending._waiting == {}, "what is answered is forgotten"

    asyncio.run(run())


def test_an_edit_refuses_all_but_what_lasts() -> None:
    async def steps(pending: Pending, begin: Begin, known: asyncio.Event) -> None:
        asked = [begin(question) for question in (ABOUT_OLD, LASTING, Question("graph"), ABOUT_OLD._replace(path="/b"))]
        await asyncio.sleep(0)
        pending.edited("/a.lua")
        with pytest.raises(JsonRpcContentModified):
            await asked[0]
        known.set()
        assert await asyncio.gather(*asked[1:]) == ["completion", "graph", "outline"]

    conversation(steps)


def test_a_question_about_a_newer_text_takes_the_place_of_older_ones() -> None:
    async def steps(pending: Pending, begin: Begin, known: asyncio.Event) -> None:
        old = [begin(LASTING), begin(LASTING)]  # two places in one text
        other = begin(LASTING._replace(method="signature"))
        await asyncio.sleep(0)
        pending.edited("/a.lua")
        await asyncio.sleep(0)
        assert not any(task.done() for task in old)
        new = begin(LASTING._replace(document=NEW))
        for task in old:
            with pytest.raises(JsonRpcContentModified):
                await task
        known.set()
        assert [await new, await other] == ["completion", "signature"]

    conversation(steps)


def test_closing_a_file_ends_every_question_about_it() -> None:
    async def steps(pending: Pending, begin: Begin, known: asyncio.Event) -> None:
        asked = [begin(ABOUT_OLD), begin(LASTING)]
        await asyncio.sleep(0)
        pending.closed("/a.lua")
        for task in asked:
            with pytest.raises(JsonRpcContentModified):
                await task

    conversation(steps)


def test_what_the_editor_cancels_is_told_apart() -> None:
    async def steps(pending: Pending, begin: Begin, known: asyncio.Event) -> None:
        asked = begin(ABOUT_OLD)
        await asyncio.sleep(0)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked

    conversation(steps)
