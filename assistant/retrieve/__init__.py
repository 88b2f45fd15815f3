"""Retrieval: the hits for a question, the quotable parts of their passages, ranked, and numbered citations of them."""
