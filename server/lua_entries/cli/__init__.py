"""The command line. Invariant: imports no LSP code; findings go to stdout, everything else to stderr."""
