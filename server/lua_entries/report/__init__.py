"""Report formats. Invariant: every format is made from the same list of findings."""
