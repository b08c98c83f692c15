"""value: what every customer is worth."""

import json
from datetime import datetime

import click

from config.commands.database_command import DatabaseGroup
from config.commands.following import finished
from vitalfew.value.api import explained, start_run, summarised, summary


@click.group(cls=DatabaseGroup)
def value() -> None:
    """Reckon what every customer is worth, and say why.

    \b
    vitalfew value run
    vitalfew value summary --json
    vitalfew value explain 12346
    """


@value.command()
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day; by default that of the latest order.",
)
@click.option("--reason", default="", help="Why, for the history.")
def run(as_of: datetime | None, reason: str) -> None:
    """Value every customer from the stored orders, and wait for the end."""
    finished(start_run(None, reason, as_of.date() if as_of else None))
    click.echo(summarised())


@value.command("summary")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def show_summary(as_json: bool) -> None:
    """Print the current run: customers, net sales, tiers, the model."""
    click.echo(json.dumps(summary(), ensure_ascii=False, indent=2) if as_json else summarised())


@value.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say why the customer with the number CODE has its score and tier."""
    click.echo(explained(code))
