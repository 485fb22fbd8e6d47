"""Positions, line index, edits. Invariant: inside the program a position is an offset in code points."""
