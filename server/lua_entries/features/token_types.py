"""The legend of semantic tokens, apart from what finds them: it is announced before that is loaded."""

from __future__ import annotations

from typing import Literal, get_args

TokenType = Literal["namespace", "type", "interface", "typeParameter", "class", "function", "property"]
"""`class`: entries. `namespace`: modules, aliases of imports, and the namespaces of ids."""
Modifier = Literal["declaration", "defaultLibrary"]
"""`defaultLibrary`: what comes with the runtime."""

TYPES: tuple[TokenType, ...] = get_args(TokenType)
MODIFIERS: tuple[Modifier, ...] = get_args(Modifier)
"""The legend, in the order of the protocol's numbers."""
