"""The verification of quotations and references: are the words in the sources, and at the place given?"""
