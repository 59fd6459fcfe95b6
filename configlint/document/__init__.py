"""Configuration files: text -> a tree in which every key and value has a position; changes are edits of the text."""
