"""The chain that makes an answer: extractive, or written by a chat model and verified; or an honest refusal."""
