"""MCP servers: what a tool's files say about them, in one form for all tools."""
