"""The command line: its arguments, the commands, and how results are printed."""
