"""Rewrites a setup for another tool: what one tool's files come to is written into the files of another."""
