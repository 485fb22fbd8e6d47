"""Wheels of the program for other platforms than this one; see docs/packaging.md."""
