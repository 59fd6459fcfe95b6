"""Links in terminals (OSC 8): the name of a rule leads to its page."""

from __future__ import annotations

import os
import re

from configlint.ruledocs import address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

#: Variables of terminals that are known to show links.
_TERMINALS = ("KITTY_WINDOW_ID", "WT_SESSION", "WEZTERM_PANE", "GHOSTTY_RESOURCES_DIR", "KONSOLE_VERSION")
_PROGRAMS = ("iTerm.app", "vscode", "WezTerm", "ghostty", "Hyper")
#: From this version on, terminals made with VTE (GNOME's and others) show links.
_VTE = 5000


def takes_links(stream: TextIO) -> bool:
    """Return True if a stream shows links. FORCE_HYPERLINK=1 and =0 decide, as in other programs."""
    forced = os.environ.get("FORCE_HYPERLINK")
    if forced:
        return forced != "0"
    version = os.environ.get("VTE_VERSION", "")
    known = any(name in os.environ for name in _TERMINALS) or os.environ.get("TERM_PROGRAM") in _PROGRAMS
    return stream.isatty() and (known or (version.isdecimal() and int(version) >= _VTE))


def linked(text: str) -> str:
    """Return a report in which the names of rules are links."""
    return re.sub(
        r"\[([A-Z]+\d{3} ([a-z-]+))\]",
        lambda match: f"[\x1b]8;;{address.of_rule(match[2])}\x1b\\{match[1]}\x1b]8;;\x1b\\]",
        text,
    )
