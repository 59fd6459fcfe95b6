"""The rules: small functions that look at a file or at a connection and report what is wrong with it.

The docstring of a rule is its documentation. Sections `Bad` and `Good` hold examples that run as tests: an indented
block that begins with a line `TOOL PATH`, with `{key:PROVIDER}` where a made-up key of that provider's shape stands.
"""
