"""Groups of commands: each lists its own from the table, whole sentences, and imports only the one that is called."""

from collections.abc import Mapping
from importlib import import_module

import click

from chorale.cli.commands import COMMANDS, FORMER, Listed
from chorale.cli.options import PrintedContext


class ListedGroup(click.Group):
    """A group that lists its commands, each sentence whole, and imports only the one that is called."""

    context_class = PrintedContext

    def __init__(self, listed: Mapping[str, Listed], **attributes: object) -> None:
        super().__init__(subcommand_metavar="COMMANDE [ARGUMENTS]…", **attributes)  # type: ignore[arg-type]
        self.listed = listed

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names, in the order of the guide."""
        return list(self.listed)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Import one command."""
        found = self.listed.get(cmd_name) or former(self.name).get(cmd_name)
        return command(cmd_name, found) if found else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called; of an unknown one, tell those that look like it."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as unknown:
            raise click.NoSuchCommand(
                unknown.command_name, possibilities=self.listed, ctx=ctx
            ) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write one line, or as many as it takes, for each command."""
        with formatter.section("Commandes"):
            formatter.write_dl([(name, words) for name, (words, _) in self.listed.items()])


def former(group: str | None) -> Mapping[str, Listed]:
    """Return the commands that a group had under their former names."""
    listed = COMMANDS[FORMER[group]][1] if group in FORMER else {}
    return {} if isinstance(listed, str) else listed


def command(name: str, listed: Listed) -> click.Command:
    """Return a command of the table, imported, with its sentence as its help."""
    words, where = listed
    if not isinstance(where, str):
        return ListedGroup(where, name=name, help=words)
    module, _, function = where.partition(":")
    found: click.Command = getattr(import_module(f"chorale.cli.{module}"), function)
    found.name, found.help, found.context_class = name, words, PrintedContext
    return found


def group(name: str) -> click.Command:
    """Return a command of the first level by its name."""
    return command(name, COMMANDS[name])
