"""A document's text -> its parts, each with the locator a reader cites -> passages."""
