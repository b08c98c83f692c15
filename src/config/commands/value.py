"""value: what every customer is worth."""

import json

import click

from config.commands.database_command import DatabaseGroup
from vitalfew.jobs.api import Job, finish
from vitalfew.kernel.errors import ProductError
from vitalfew.value.api import explain_code, start_run, summary


@click.group(cls=DatabaseGroup)
def value() -> None:
    """Reckon what every customer is worth, and say why.

    \b
    vitalfew value run
    vitalfew value summary --json
    vitalfew value explain 12346
    """


@value.command()
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day; by default that of the latest order.")
@click.option("--reason", default="", help="Why, for the history.")
def run(as_of: object, reason: str) -> None:
    """Value every customer from the orders that are stored."""
    day = as_of.date() if as_of else None  # type: ignore[attr-defined]  # click gives a datetime
    job = finish(start_run(None, reason, day), _show)
    if job.error:
        raise ProductFailure(job.error)
    _print_summary()


def _show(job: Job) -> None:
    if job.step:
        click.echo(f"\r{job.step} {job.done}/{job.total}" if job.total else f"\r{job.step}", nl=False, err=True)


class ProductFailure(click.ClickException):
    """A job that ended with a sentence."""

    exit_code = 2


@value.command("summary")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def show_summary(as_json: bool) -> None:
    """Print the current run: customers, net sales, the model, the tiers."""
    if as_json:
        click.echo(json.dumps(summary(), ensure_ascii=False, indent=2))
    else:
        _print_summary()


def _print_summary() -> None:
    figures = summary()
    print(figures)


@value.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say why the customer with this number has its score and tier."""
    click.echo(explain_code(code))
