"""Text -> parts, chapters, articles, paragraphs with locators."""
