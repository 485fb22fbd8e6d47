"""Roots, index, resolver, snapshot. Invariant: the index equals the fold of the facts of the current files."""
