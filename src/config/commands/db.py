"""db: the database itself, through PostgreSQL's own programs."""

import subprocess
from pathlib import Path

import click

from config.home import data_home
from config.launcher.database import start_database
from config.launcher.errors import LauncherError
from config.launcher.program import client_program


@click.group()
def db() -> None:
    """Dump the database alone, without files and secrets, and look into it.

    \b
    vitalfew db dump monday.dump            for PostgreSQL's own programs; vitalfew backup is what restore takes
    vitalfew db psql
    """


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def dump(file: Path) -> None:
    """Write the whole database into FILE, while it is in use."""
    partial = file.with_name(f"{file.name}.partial")
    run_program(
        "pg_dump", "--format=custom", "--no-owner", f"--file={partial}", start_database(data_home())
    )
    partial.replace(file)
    click.echo(f"The database is in {file} ({file.stat().st_size / 1e6:.1f} MB).")


@db.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(arguments: tuple[str, ...]) -> None:
    """Open PostgreSQL's own prompt; ARGUMENTS go to psql as they are."""
    run_program("psql", start_database(data_home()), *arguments)


def run_program(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs in this terminal."""
    if subprocess.run([client_program(name), *arguments], check=False).returncode != 0:
        raise LauncherError(f"{name} did not succeed: its reason stands above.")
