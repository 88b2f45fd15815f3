"""What is cited, and how: the catalogue of instruments, their names, references to their provisions, their bodies."""
