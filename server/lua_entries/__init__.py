"""lua-entries: reads Wippy entry files and the Lua behind them together."""

__version__ = "0.1.0"
