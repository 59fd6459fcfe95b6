"""The command `configlint`: its verbs are loaded when they are called."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from typing import Any

import click

from configlint import __version__

_VERBS = {
    "init": "Set configlint up in the current directory.",
    "check": "Find what is wrong in the config files of AI tools.",
    "explain": "Show the exact request that a tool would send.",
    "doctor": "Find out why a tool does not work on this machine.",
    "convert": "Rewrite a setup for another tool.",
    "undo": "Revert what the last convert --write changed.",
    "secrets": "Find keys in files of any kind, before they are committed.",
    "hook": "Scan every commit of a repository for keys.",
    "url": "Show what each tool makes of a base URL.",
    "tools": "Show what configlint knows about tools.",
    "providers": "Show what configlint knows about providers.",
    "rule": "Explain a rule, or list all.",
    "lsp": "Serve an editor: findings, fixes, requests, completion.",
    "schema": "Print the JSON Schema of a configuration or a profile.",
    "completion": "Print or install the completion for a shell.",
    "help": "Show the help of a verb.",
}


#: What people ask, and what to call.
_QUESTIONS = {
    "My tool answers 401 or 404": "doctor",
    "Is this file right?": "check FILE",
    "Which URL and key are sent?": "explain",
    "What do I write as base URL?": "url BASE_URL",
    "I want to move to another tool": "convert --to TOOL",
    "Keep keys out of git": "hook install",
}


class _Verbs(click.Group):
    """The verbs, by name; `configlint.cli.VERB` has the command in `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            return None
        command: click.Command = import_module(f"configlint.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            ctx.exit(2)  # click would end with 1, which is for findings

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Which verb answers what"):
            formatter.write_dl([(question, f"configlint {call}") for question, call in _QUESTIONS.items()])
        with formatter.section("Verbs"):
            formatter.write_dl(list(_VERBS.items()))


@click.group("configlint", cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="configlint %(version)s")
def command() -> None:
    """Lint and translate the config files of AI tools.

    configlint works out the exact request that a tool would send with its config files, without sending it.
    """


def run() -> int:
    """Run a verb, and return the exit status: 0 nothing to report, 1 findings, 2 the job could not be done."""
    try:
        # Not in click's own mode, which ends with 1 when it is interrupted.
        status = command.main(prog_name="configlint", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except SystemExit as stop:
        return 0 if stop.code is None else stop.code if isinstance(stop.code, int) else 2
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        _say(shown.getvalue().rstrip("\n"))  # it may quote an argument that is a key
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        print("configlint: interrupted", file=sys.stderr)
        return 2
    except Exception as error:  # the message of an exception may hold a key, so only its kind and place are shown
        from configlint.settings.configuration import SettingsError

        if isinstance(error, SettingsError):
            _say("\n".join(f"configlint: {complaint}" for complaint in error.complaints))
            return 2
        if os.environ.get("CONFIGLINT_DEBUG"):
            raise
        print(f"configlint: internal error: {_where(error)}", file=sys.stderr)
        return 2


def _say(text: str) -> None:
    """Print a message about the arguments or the configuration on standard error."""
    from configlint.cli.session import plain_output

    plain_output().remark(text)


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" in {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace is not None else ""
    return f"{type(error).__name__}{place}. Please report it; CONFIGLINT_DEBUG=1 shows more, keys included"
