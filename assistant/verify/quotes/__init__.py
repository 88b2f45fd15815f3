"""Somebody's words held against the sources: are they there, and where the text says?"""
