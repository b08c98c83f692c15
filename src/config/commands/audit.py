"""audit: whether the history is whole."""

import sys

import click

from config.commands.database_command import DatabaseGroup
from config.home import heads_file
from vitalfew.audit.api import head as end_of_chain
from vitalfew.audit.api import record_head, seal, verify


@click.group(cls=DatabaseGroup)
def audit() -> None:
    """Prove that nobody has changed the history.

    \b
    vitalfew audit verify
    vitalfew audit head                     the end of the chain, to be kept elsewhere
    vitalfew audit verify --head 12:ab34…   also against an end that was kept elsewhere
    """


@audit.command("verify")
@click.option("heads", "--head", multiple=True, help="An end of the chain that you kept elsewhere.")
def verify_history(heads: tuple[str, ...]) -> None:
    """Walk the whole chain, and name the first place where it is broken; the exit code is then 1."""
    seal()
    found = verify(heads_file(), list(heads))
    if found.fault:
        click.echo(f"The history is broken: {found.fault}.", err=True)
        sys.exit(1)
    record_head(heads_file())
    click.echo(f"The history is whole: {found.entries} entries. Its end is {found.head}.")


@audit.command("head")
def show_head() -> None:
    """Print the end of the chain: whoever keeps it can prove later that nothing before it was changed."""
    seal()
    record_head(heads_file())
    click.echo(end_of_chain() or "There is no entry yet.")
