"""Encoders, which turn texts into vectors: their export to ONNX, their files, and encoding on a GPU."""
