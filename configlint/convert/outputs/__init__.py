"""Writes a setup as what is no tool's file: variables for a shell or a CI job, or a minimal program."""
