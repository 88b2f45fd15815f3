"""Readers: files_in lists, read and read_bytes make Documents."""

from corpus.read.source import files_in, read, read_bytes

__all__ = ["files_in", "read", "read_bytes"]
