"""What editors and other views ask for. Invariant: no pygls or lsprotocol import; plain data in, plain data out."""
