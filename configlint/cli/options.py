"""Options that several verbs have, in a module that imports nothing else."""

from __future__ import annotations

import click

from configlint.files.contents import DISK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from configlint.files.contents import Files

    Command = TypeVar("Command", bound=Callable[..., object])


def color(command: Command) -> Command:
    """Add --color."""
    return click.option(
        "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text output."
    )(command)


def format_of(what: str, *formats: str) -> Callable[[Command], Command]:
    """Add --format, for `what` is printed: text, or one of the other formats; and -o, see `named_output`."""
    name = click.option(
        "--format",
        "output",
        type=click.Choice(["text", *formats]),
        default="text",
        help=f"How to print {what}.",
    )
    file = click.option(
        "-o",
        "--output-file",
        metavar="FILE",
        expose_value=False,
        callback=_remember,
        help="Write the report to this file, not to standard output.",
    )
    return lambda command: name(file(command))


def named_output() -> str | None:
    """Return the file that the command line names for the report, None for standard output."""
    context = click.get_current_context(silent=True)
    path = context.meta.get("configlint.output_file") if context is not None else None
    return None if path == "-" else path


class FixingCommand(click.Command):
    """A command with `fixes`: click would take what comes after --fix for its value, so --fix=all is an option here."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments of the command line."""
        end = args.index("--") if "--" in args else len(args)
        spelled = {"--fix=all": "--fix-all", "--fix=safe": "--fix"}
        return super().parse_args(ctx, [spelled.get(one, one) for one in args[:end]] + args[end:])


def fixes(what: str) -> Callable[[Command], Command]:
    """Add --fix and --fix=all to a FixingCommand: its `fix` is "safe", "all", or None without either."""
    safe = click.option("--fix", flag_value="safe", help=what)
    everything = click.option("--fix-all", "fix", flag_value="all", hidden=True)
    return lambda command: safe(everything(command))


def configuration(command: Command) -> Command:
    """Add the options that say which configuration counts; `named_configuration` returns what they say."""
    which = click.option(
        "--config",
        metavar="FILE",
        expose_value=False,
        callback=_remember,
        help="Use this configuration, not the nearest .configlint.toml or pyproject.toml.",
    )
    none = click.option(
        "--no-config", is_flag=True, expose_value=False, callback=_remember, help="Use no configuration."
    )
    origin = click.option(
        "--config-from",
        metavar="REF",
        expose_value=False,
        callback=_remember,
        help="Use the configurations and the baseline of this commit, not those on disk.",
    )
    return which(none(origin(command)))


def named_configuration() -> str | None:
    """Return the configuration that the command line names, "" where it wants none, None where it says nothing."""
    context = click.get_current_context(silent=True)
    options = context.meta if context is not None else {}
    named, none = options.get("configlint.config"), options.get("configlint.no_config")
    if named is not None and none:
        raise click.UsageError("--config and --no-config exclude each other")
    return "" if none else named


def configuration_files() -> Files:
    """Return where configurations and baselines are read from. Raises a usage error if the commit is not there."""
    context = click.get_current_context(silent=True)
    revision = context.meta.get("configlint.config_from") if context is not None else None
    if revision is None:
        return DISK
    from configlint.files.git_command import GitError
    from configlint.files.git_objects import CommitFiles, Objects, identify, top

    try:
        return CommitFiles(Objects(), identify(revision), top())
    except GitError as error:
        raise click.BadParameter(str(error), param_hint="--config-from") from None


def _remember(context: click.Context, parameter: click.Parameter, value: object) -> None:
    context.meta[f"configlint.{parameter.name}"] = value
