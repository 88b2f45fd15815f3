"""The analysis of a question: follow-ups, intent, names and references, and the sources that are missing."""
