"""What real editors announce."""

from __future__ import annotations

from typing import Any

from lsprotocol.converters import get_converter
from pytest_lsp import client_capabilities

PROFILES = ("visual_studio_code", "neovim", "emacs")
"""As pytest-lsp has them."""
TODAY = "vscode_today"
"""VS Code as it is now: the recorded profile is of the time before hints and change annotations in code actions."""


def capabilities(profile: str) -> dict[str, Any]:
    """The capabilities of an editor."""
    if profile != TODAY:
        found: dict[str, Any] = get_converter().unstructure(client_capabilities(profile))
        return found
    found = capabilities("visual_studio_code")
    found["textDocument"]["inlayHint"] = {
        "dynamicRegistration": True,
        "resolveSupport": {"properties": ["tooltip", "textEdits", "label.tooltip", "label.location", "label.command"]},
    }
    found["textDocument"]["completion"]["completionItem"]["labelDetailsSupport"] = True
    found["textDocument"]["codeLens"]["resolveSupport"] = {"properties": ["command"]}
    found["textDocument"]["diagnostic"] = {"dynamicRegistration": True, "relatedDocumentSupport": False}
    found["workspace"]["inlayHint"] = {"refreshSupport": True}
    found["workspace"]["diagnostics"] = {"refreshSupport": True}
    return found
