"""Add documents to a library, from sources or as values, in batches; it may be interrupted at any time."""
