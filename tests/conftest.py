"""Settings for all tests."""

from __future__ import annotations

from hypothesis import settings

# Machines differ and are shared: a slow example is no failure, time is measured in tests/bench.
settings.register_profile("default", deadline=None)
settings.load_profile("default")
