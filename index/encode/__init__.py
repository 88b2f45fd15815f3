"""Texts -> vectors: the encoders, how they are exported and kept, and the GPU for many texts at once."""
