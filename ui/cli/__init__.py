"""The command line: what is typed, and how values are printed."""
