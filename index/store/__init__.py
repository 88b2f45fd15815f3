"""The storage of a library: the record (SQLite), and the indexes of vectors and words built from it."""
