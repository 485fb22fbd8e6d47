"""Lua that is read and summarised when somebody asks: an editor waits for the files that it shows, not for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from lua_entries.facts.bulk import Job
from lua_entries.facts.lua_file import lua_facts
from lua_entries.facts.lua_model import CHUNK, LuaFacts, Require, Returned
from lua_entries.files.digest import text_digest
from lua_entries.files.store import Unreadable
from lua_entries.project.config import CONFIG_NAME, Limits
from lua_entries.text.packed import PackedText
from lua_entries.text.span import WHOLE_FILE, Problem, Span


class Outside(NamedTuple):
    """What Lua means to those that import it, wherever it says so."""

    required: frozenset[str]
    """Names that it requires by a literal."""
    made: frozenset[str]
    """Globals that it may define; `_G` stands for those whose names cannot be seen."""
    exports: frozenset[str] | None
    """The members of the table that it returns; None where these are not known as a whole."""


class LuaText:
    """One Lua text with its facts, each made once, when first asked for. One thread only."""

    __slots__ = ("_about_to_read", "_facts", "_known", "_outside", "_patched", "_read", "limits", "path")

    def __init__(
        self,
        read: Callable[[], str | Unreadable],
        limits: Limits,
        path: str | None,
        about_to_read: Callable[[], None] = lambda: None,
    ) -> None:
        """`about_to_read` may keep the text from being read now, by raising something."""
        self._about_to_read = about_to_read
        self._read: Callable[[], str | Unreadable] | None = read
        self._known: str | PackedText | Unreadable | None = None
        self._facts: LuaFacts | None = None
        self._patched: frozenset[tuple[str, str]] | None = None
        self._outside: Outside | None = None
        self.limits = limits
        self.path = path
        """Where the text is on disk; None for text that is not."""

    @property
    def is_read(self) -> bool:
        """True when the text is known."""
        return self._known is not None

    @property
    def is_summarised(self) -> bool:
        """True when the facts are known."""
        return self._facts is not None

    @property
    def known(self) -> str | Unreadable:
        """The text, or why it cannot be read."""
        if self._known is None:
            assert self._read is not None
            self._about_to_read()
            self._known, self._read = self._read(), None  # what reads holds on to the other texts of its time
        return self._known.text if isinstance(self._known, PackedText) else self._known

    @property
    def text(self) -> str:
        """The text; empty where it cannot be read."""
        known = self.known
        return "" if isinstance(known, Unreadable) else known

    @property
    def facts(self) -> LuaFacts:
        """The facts of the text."""
        if self._facts is None:
            self._facts = self._summarised()
        return self._facts

    def job(self) -> Job | None:
        """What has to be known to make the facts elsewhere; None where they are known, or there is nothing to read."""
        text = self.known
        if self._facts is not None or isinstance(text, Unreadable):
            return None
        return Job(self.path, text, text_digest(text), self.limits.max_file_size, self.limits.max_nesting)

    def settle(self, facts: LuaFacts) -> None:
        """These are the facts of the text, made elsewhere."""
        self._facts = _judged(facts)

    def take(self, text: PackedText, facts: LuaFacts) -> None:
        """This is the text, which nobody has read here yet, and its facts."""
        self._known, self._read = text, None
        self.settle(facts)

    @property
    def patched(self) -> frozenset[tuple[str, str]]:
        """Names and members that the text assigns to: `http.get = fake`."""
        if self._patched is None:
            uses = self.facts.names
            self._patched = frozenset((use.name, use.member) for use in uses if use.written and use.member)
        return self._patched

    @property
    def outside(self) -> Outside:
        """What the text means to those that import it."""
        if self._outside is None:
            self._outside = _outside(self.facts)
        return self._outside

    def _summarised(self) -> LuaFacts:
        text = self.known
        if isinstance(text, Unreadable):
            return _unseen(unreadable("lua-syntax", text))
        return _judged(lua_facts(text, max_size=self.limits.max_file_size, max_nesting=self.limits.max_nesting))


def unreadable(rule: str, why: Unreadable) -> Problem:
    """The problem of a file that cannot be read; `rule` reports it unless a limit is the reason."""
    if not why.limit:
        return Problem(rule, WHOLE_FILE, f"the file cannot be read: {why.reason}")
    help = f"split the file, leave it out with `exclude`, or raise `limits.max-file-size` in `{CONFIG_NAME}`"
    return Problem("limit-exceeded", WHOLE_FILE, f"the file is {why.reason}, so it is not analysed", help)


def _outside(facts: LuaFacts) -> Outside:
    written = {use.member or use.name for use in facts.names if use.name == "_G" and (use.written or not use.member)}
    returned = facts.returned
    return Outside(
        frozenset(require.name for require in facts.requires if require.name is not None),
        frozenset((*facts.defined_globals, *written)),
        frozenset(export.name for export in returned.exports)
        if returned.shape == "table" and returned.complete
        else None,
    )


def _judged(facts: LuaFacts) -> LuaFacts:
    """The facts, with those of Lua that a limit kept from being analysed as what they are."""
    limit = next((problem for problem in facts.problems if problem.rule == "limit-exceeded"), None)
    return facts if limit is None else _unseen(limit)


def _unseen(problem: Problem) -> LuaFacts:
    """Facts of Lua that was not analysed: what it requires and returns is unknown, which is not the same as nothing."""
    unseen = Require(None, Span(0, 0), Span(0, 0), False, CHUNK, "")
    returned = Returned("unknown", (), False, None, CHUNK)
    return lua_facts("")._replace(problems=(problem,), requires=(unseen,), returned=returned)
