"""A question, read: what it asks for, what it names, what it leaves unsaid, and what the library lacks of it."""
