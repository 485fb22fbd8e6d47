"""YAML: text -> tree and problems. Never raises, linear time; one broken entry costs one entry."""

from lua_entries.syntax.yaml.parse import parse_yaml

__all__ = ["parse_yaml"]
