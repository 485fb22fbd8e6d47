"""One mistake, one finding: which findings only follow from another, and how the two are told to belong together.

A finding of the `effect` rule is dropped when a finding of the `cause` rule shares one of its keys (of the family `by`,
where the row names one). Keys are made by the functions below and by nothing else; what stands before the first colon
is their family.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from lua_entries.rules.finding import Finding


class Follow(NamedTuple):
    """Why a finding of `effect` is not reported beside one of `cause`."""

    cause: str
    effect: str
    why: str
    by: str = ""


def lua_key(path: str) -> str:
    """About the Lua text in a file."""
    return f"lua:{path}"


def text_key(path: str) -> str:
    """About what the text of a file means at all."""
    return f"text:{path}"


def name_key(entry: str, name: str) -> str:
    """About a name that an entry's Lua may require: an alias or a module."""
    return f"name:{entry}:{name}"


def uses_key(entry: str) -> str:
    """About anything that an entry declares to require."""
    return f"uses:{entry}"


def field_key(entry: str, path: str) -> str:
    """About one field of an entry."""
    return f"field:{entry}:{path.lower()}"


def kind_key(entry: str) -> str:
    """About the kind of an entry."""
    return f"kind:{entry}"


def namespace_key(namespace: str) -> str:
    """About which entries a namespace has."""
    return f"namespace:{namespace}"


def looked_in_key(path: str) -> str:
    """That the entry, file or namespace which a finding misses is declared in, or was looked for in, this file."""
    return f"looked-in:{path}"


def orphan_key(path: str) -> str:
    """About a file that no entry uses."""
    return f"orphan:{path}"


_BAD_LUA = "what the text of a broken chunk means is a guess"
_BAD_NAME = "the misspelt name is the mistake; what it was meant to declare or use only follows"
_BAD_USES = "the declarations could not be read as they were meant"

FOLLOWS: tuple[Follow, ...] = (
    *(
        Follow("lua-syntax", effect, _BAD_LUA)
        for effect in (
            "method-not-exported",
            "undeclared-require",
            "unused-module",
            "undeclared-module-global",
            "unused-import",
            "unknown-module-member",
            "unknown-import-member",
            "unresolved-literal",
            "reference-kind",
        )
    ),
    *(
        Follow(cause, "unused-suppression", "what the comment silences may be in the part that could not be read")
        for cause in ("yaml-syntax", "lua-syntax", "limit-exceeded")
    ),
    *(
        Follow("unknown-module", effect, _BAD_NAME)
        for effect in ("undeclared-require", "unused-module", "undeclared-module-global")
    ),
    Follow("global-listed", "unused-module", "what must not be listed need not be used"),
    Follow("undeclared-require", "unused-module", _BAD_NAME, by="name"),
    Follow("undeclared-require", "unused-import", _BAD_NAME, by="name"),
    *(
        Follow(cause, effect, _BAD_USES)
        for cause in ("duplicate-key", "field-type", "unknown-field")
        for effect in ("undeclared-require", "undeclared-module-global")
    ),
    Follow("duplicate-key", "unused-module", _BAD_USES),
    Follow("duplicate-key", "unused-import", _BAD_USES),
    Follow("missing-field", "unknown-field", "the misspelt key is named by the finding about the missing field"),
    Follow("field-constraint", "unknown-field", "the misspelt key is named by the finding about the missing field"),
    Follow("duplicate-key", "missing-field", "the second key may hold what the first lacks"),
    Follow("field-type", "missing-field", "what should hold the field has the wrong type"),
    Follow("unresolved-import", "unused-import", "the wrong target is the mistake"),
    Follow("import-kind", "unused-import", "the wrong target is the mistake"),
    Follow("malformed-id", "unused-import", "the wrong target is the mistake"),
    Follow("alias-collision", "unused-import", "the import under the taken name is the mistake"),
    *(
        Follow("alias-collision", effect, "which of the two targets has the member is not settled")
        for effect in ("unknown-module-member", "unknown-import-member")
    ),
    Follow("duplicate-key", "unknown-import-member", "which of the two targets was meant is not known"),
    Follow("duplicate-target", "unused-import", "removing the second alias mends both"),
    Follow("duplicate-target", "unused-module", "removing the second mention mends both"),
    Follow("nondeterministic-module", "unused-import", "removing the import mends both"),
    Follow("nondeterministic-module", "unused-module", "removing the module mends both"),
    *(
        Follow(cause, "method-not-exported", "the method could not be read as it was meant")
        for cause in ("missing-field", "field-type", "duplicate-key")
    ),
    Follow("unknown-kind", "import-kind", "the target has the wrong kind because its kind is misspelt"),
    Follow("missing-field", "import-kind", "the target has no kind yet"),
    Follow("unknown-kind", "reference-kind", "the target has the wrong kind because its kind is misspelt"),
    Follow("missing-field", "reference-kind", "the target has no kind yet"),
    *(
        Follow(cause, effect, "the entry may stand in the part that could not be read")
        for cause in ("yaml-syntax", "limit-exceeded", "definition-file", "duplicate-key")
        for effect in (
            "unresolved-import",
            "unresolved-reference",
            "requirement-target",
            "unresolved-literal",
            "unresolved-data-id",
            "unknown-parameter",
            "orphan-lua-file",
        )
    ),
    *(
        Follow(cause, effect, "a nameless entry cannot be referred to")
        for cause in ("missing-field", "invalid-name")
        for effect in (
            "unresolved-import",
            "unresolved-reference",
            "requirement-target",
            "unresolved-literal",
            "unresolved-data-id",
            "unknown-parameter",
        )
    ),
    Follow("unknown-kind", "unknown-parameter", "the requirement is there, under a misspelt kind"),
    Follow("source-not-found", "orphan-lua-file", "the file that was meant lies unused"),
    Follow("source-outside-root", "orphan-lua-file", "the file that was meant lies unused"),
    Follow("missing-field", "orphan-lua-file", "the entry that should name the file names none"),
)


_FAR = ("namespace:", "kind:", "orphan:")
"""Families of keys by which a finding may follow from one in a file that has nothing else to do with it."""
_EFFECTS = frozenset(follow.effect for follow in FOLLOWS)


def may_follow_from_afar(finding: Finding) -> bool:
    """True when the cause of the finding, should there be one, may lie in any other file."""
    return finding.rule in _EFFECTS and any(key.startswith(_FAR) for key in finding.keys)


def without_followers(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that are not mere consequences of others, in the same order."""
    held = list(findings)
    keys_by_rule: dict[str, set[str]] = {}
    for finding in held:
        keys_by_rule.setdefault(finding.rule, set()).update(finding.keys)
    causes: dict[str, list[Collection[str]]] = {}
    for follow in FOLLOWS:
        keys: Collection[str] = keys_by_rule.get(follow.cause, ())
        if follow.by:
            family = f"{follow.by}:"
            keys = {key for key in keys if key.startswith(family)}
        if keys and follow.effect in keys_by_rule:
            causes.setdefault(follow.effect, []).append(keys)
    return [finding for finding in held if all(finding.keys.isdisjoint(keys) for keys in causes.get(finding.rule, ()))]
