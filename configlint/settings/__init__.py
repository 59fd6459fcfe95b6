"""The configuration of a project (`.configlint.toml`): found, read, validated, and added to what is known."""
