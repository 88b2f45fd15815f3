"""A query -> the passages that answer it, best first."""
