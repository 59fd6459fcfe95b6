"""Whose file is it? What the profiles in `tool_profiles` say about names of files and of variables.

README.md explains the language of profiles.
"""
