"""configlint: lints and translates the config files of AI tools."""

# A literal, because importlib.metadata alone costs more than a whole check.
__version__ = "1.0.0"
