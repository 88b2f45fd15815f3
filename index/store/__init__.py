"""What a library keeps: the record (SQLite), and the vectors and words that are derived from it."""
