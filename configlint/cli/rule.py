"""`configlint rule`."""

from __future__ import annotations

import click

from configlint.cli import session


@click.command("rule")
@click.argument("name", required=False, metavar="[NAME or CODE]")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text output.")
def command(name: str | None, output: str, color: str) -> None:
    """List the rules, or explain one: what it finds, why that matters, how to mend it, with examples.

    \b
    Example:
      configlint rule duplicate-version
    """
    from configlint.report import rules, terminal
    from configlint.ruledocs.page import page
    from configlint.rules.registry import all_rules

    found = sorted(all_rules(), key=lambda rule: rule.code)
    if name is not None:
        found = [rule for rule in found if name.lower() in (rule.code.lower(), rule.name)]
        if not found:
            raise click.UsageError(f"no rule is called {name!r}{session.near_rules(name)}")
    if output == "json":
        session.print_json(rules.as_json([page(rule) for rule in found]))
    elif name is None:
        rules.report_all(found, style=terminal.style(color))
    else:
        rules.report(page(found[0]), style=terminal.style(color))
