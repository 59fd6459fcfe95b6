"""Writes MCP servers into the files of another tool."""
