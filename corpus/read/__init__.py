"""Reads files of all supported formats as Documents."""

from corpus.read.source import files_in, read, read_bytes

__all__ = ["files_in", "read", "read_bytes"]
