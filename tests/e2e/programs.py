"""Programs that end-to-end tests drive: there, or a skip that says why; in CI a failure."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skip the test, or in CI fail it: there everything is to be installed."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI must have it", pytrace=False)
    pytest.skip(reason)


def program(*names: str) -> str:
    """The path of the first of these programs that there is."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        missing(f"`{'` or `'.join(names)}` is not installed")
    return found
