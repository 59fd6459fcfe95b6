"""The language server in real editors; each test is skipped where its editor is not installed."""
