"""`configlint rule`."""

from __future__ import annotations

import click

from configlint.cli import names, options, session


@click.command("rule")
@click.argument("name", required=False, metavar="[NAME or CODE]", shell_complete=names.rules)
@options.format_of("it", "json")
@options.color
def command(name: str | None, output: str, color: str) -> None:
    """List the rules, or explain one: what it finds, why that matters, how to fix it, with examples.

    \b
    Example:
      configlint rule duplicate-version
    """
    from configlint.catalog.knowledge import Knowledge
    from configlint.report import rules
    from configlint.report.gate import Gate
    from configlint.ruledocs.page import page
    from configlint.rules.registry import all_rules
    from configlint.secrets.redaction import Redactor

    knowledge = Knowledge()
    out = session.opened_output(Gate(Redactor(knowledge), is_cautious=False), color)
    found = sorted(all_rules(), key=lambda rule: rule.code)
    if name is not None:
        found = [rule for rule in found if name.lower() in (rule.code.lower(), rule.name)]
        if not found:
            raise click.UsageError(f"no rule is called {name!r}{session.near_rules(name)}")
    if output == "json":
        out.json(rules.as_json([page(rule, knowledge) for rule in found]))
    elif name is None:
        rules.report_all(found, out)
    else:
        rules.report(page(found[0], knowledge), knowledge, out)
