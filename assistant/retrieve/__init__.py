"""A question -> hits -> what of them is worth quoting, ranked, with the places that a citation names."""
