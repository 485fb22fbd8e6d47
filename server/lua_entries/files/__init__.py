"""The only code that reads a project from disk.

Invariant: nothing outside a root is read unless its lock file names it.
"""
