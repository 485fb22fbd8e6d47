"""The language server.

Invariant: every request gets one response; the reader never waits for analysis; stale results are dropped.
"""
