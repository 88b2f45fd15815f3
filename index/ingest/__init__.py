"""Sources -> documents -> passages and vectors in a library, in batches that may be interrupted."""
