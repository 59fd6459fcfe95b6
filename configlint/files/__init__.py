"""The file system and git: reading, writing, walking, and what git says about a file."""
