"""Notes on instruments, written for Pinpoint."""
