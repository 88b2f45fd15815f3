"""A question -> hits -> the stretches worth quoting, ranked, with the places that a citation names."""
