"""What earlier runs found out, on disk. Invariant: unsaved text is never stored; a damaged store is thrown away, never
repaired; without a cache everything works the same, slower.

Nothing here may be imported that takes long to import: a run that is answered from the cache takes a few milliseconds.
"""
