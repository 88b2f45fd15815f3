"""PDF: the words that a page shows, with place, size and weight -> lines, columns, headings, notes -> text."""
