"""The formats of a graph. Invariant: every format is made from the same `Graph`, in its order."""
