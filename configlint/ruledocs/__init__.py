"""The documentation of rules: read from their docstrings, with examples that are run."""
