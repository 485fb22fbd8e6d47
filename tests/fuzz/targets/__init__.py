"""What is fuzzed: one module for each target."""

from __future__ import annotations

from tests.fuzz.harness import Target
from tests.fuzz.targets import editing, lint, lua, positions, protocol, yaml

TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target("yaml", yaml.make, yaml.run, 150),
        Target("lua", lua.make, lua.run, 100),
        Target("positions", positions.make, positions.run, 150),
        Target("lint", lint.make, lint.run, 15),
        Target("editing", editing.make, editing.run, 8),
        Target("protocol", protocol.make, protocol.run, 6),
    )
}
