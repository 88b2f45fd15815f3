"""One toolbox for language, used by every room. Pure: lines, sentences, numbers, dates, words, marks."""
