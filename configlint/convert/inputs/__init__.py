"""A file to convert -> all that is a setup in it: of containers and single commands, too."""
