"""The documentation site: `make site`. Its pages about rules, tools and providers are written by generate.py."""

from __future__ import annotations

import sys
from pathlib import Path

import configlint
from configlint.ruledocs import address

sys.path.insert(0, str(Path(__file__).parent))

project = "configlint"
author = copyright = "The configlint authors"
release = configlint.__version__
extensions = ["myst_parser", "generate"]
source_suffix = [".md"]
html_theme = "furo"
html_title = "configlint"
html_baseurl = address.SITE
html_theme_options = {"source_repository": "https://github.com/configlint/configlint/"}
html_static_path, html_css_files = ["static"], ["tables.css"]
html_copy_source = html_show_sourcelink = False
myst_heading_anchors = 2
suppress_warnings = ["misc.highlighting_failure"]  # bad examples are not valid
