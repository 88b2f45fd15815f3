"""Somebody's words against the sources: quotations, references and claims, each with a verdict."""
