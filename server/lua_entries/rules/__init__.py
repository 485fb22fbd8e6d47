"""Rules: pure over a snapshot; same findings in the same order every run; a crash becomes one visible finding."""
