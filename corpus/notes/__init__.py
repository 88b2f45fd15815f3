"""What we wrote about instruments, in our own words."""
