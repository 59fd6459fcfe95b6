"""``python -m configlint``."""

from configlint.cli import main

main()
