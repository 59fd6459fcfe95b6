"""Configuration files as text plus a tree in which every key and value has its place; changes are edits of the text."""
