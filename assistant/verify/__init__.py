"""The verification of quotations, references and claims against the sources, each with a verdict."""
