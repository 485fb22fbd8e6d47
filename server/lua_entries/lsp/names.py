"""Names that the server and editors share, and nothing else: they are announced before anything heavy is loaded."""

from __future__ import annotations

SOURCE = "lua-entries"
"""What the server is called, in findings, too."""

GRAPH = "lua-entries.server.graph"
EXPLAIN = "lua-entries.server.explain"
ENTRIES = "lua-entries.server.entries"
STATUS = "lua-entries.server.status"
LINT = "lua-entries.server.lint"
NEW_ENTRY_KINDS = "lua-entries.server.newEntryKinds"
SHOW_USES = "lua-entries.server.showUses"
"""Shows who uses the entry at a place: what stands behind a lens; arguments: URI, position."""
SHOW_RULE = "lua-entries.server.showRule"
"""Shows the page of a rule; its argument is the rule's code."""
FIX_ALL = "lua-entries.server.fixAll"
"""Carries out fixes of a file; arguments: URI, the name of a rule or empty for all."""
APPLY_EDITS = "lua-entries.server.applyEdits"
"""Has the editor make edits; arguments: what the edits are for, and for each file its URI, a digest, edits."""

COMMAND_NAMES = (
    GRAPH,
    EXPLAIN,
    ENTRIES,
    STATUS,
    LINT,
    NEW_ENTRY_KINDS,
    SHOW_USES,
    SHOW_RULE,
    FIX_ALL,
    APPLY_EDITS,
)
"""The commands that the server carries out."""
