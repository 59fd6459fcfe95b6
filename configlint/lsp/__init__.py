"""The language server: what configlint knows about the files that are open in an editor."""
