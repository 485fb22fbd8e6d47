"""Editor features, one file each. Invariant: plain data in, plain data out; nothing of the editor protocol."""
