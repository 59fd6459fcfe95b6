"""Converts a setup for another tool: what one tool reads from its files is written into the files of another."""
