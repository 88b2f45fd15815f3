"""Search: read a query, and rank the passages that answer it."""
