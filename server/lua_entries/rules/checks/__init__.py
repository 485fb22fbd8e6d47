"""One module per rule. Each defines `CHECK`; its page is `docs/rules/<name>.md`."""
