"""A web address -> bytes -> documents. The only folder that opens a connection."""
