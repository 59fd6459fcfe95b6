"""What is known about providers and tools, as data: built from TOML, stored, and looked up by id, host or key."""
