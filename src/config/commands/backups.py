"""backup, restore, verify: everything an installation is, in one file."""

import tempfile
from datetime import datetime
from pathlib import Path

import click

import config.started  # noqa: F401 - Django first
from config.backups.archive import DATABASE, unpack, verified
from config.backups.manifest import Manifest
from config.backups.restoring import compare, restore_database
from config.backups.restoring import restore as restore_archive
from config.backups.taking import take
from config.home import data_home
from config.launcher.database import start_database
from config.launcher.server import EmbeddedServer
from config.watching.schema import known_migrations

ARCHIVE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("archive", type=ARCHIVE, required=False)
def backup(archive: Path | None) -> None:
    """Write database, files and secrets into ARCHIVE, while all is in use.

    Whoever has the archive has everything: keep it where only you can read it.
    """
    target = (archive or Path(f"vitalfew-{datetime.now():%Y%m%d-%H%M%S}.backup")).absolute()
    told = take(data_home(), start_database(data_home()), target)
    click.echo(f"{target} holds {said(told)} ({target.stat().st_size / 1e6:,.1f} MB).")


@click.command()
@click.argument("archive", type=ARCHIVE)
def restore(archive: Path) -> None:
    """Put everything of ARCHIVE into this installation, which must be empty.

    \b
    VITALFEW_HOME=/srv/new vitalfew restore monday.backup
    """
    home = data_home()
    told = restore_archive(archive, home, start_database(home), known_migrations())
    click.echo(f"Restored into {home} and compared: {said(told)}, taken {told.taken_at}.")
    click.echo("Start it with: vitalfew serve")


@click.command()
@click.argument("archive", type=ARCHIVE)
@click.option("--quick", is_flag=True, help="Read every byte, but restore nothing.")
def verify(archive: Path, quick: bool) -> None:
    """Prove that ARCHIVE is whole: read every byte, restore it aside, and compare."""
    told = verified(archive)
    if not quick:
        with tempfile.TemporaryDirectory(prefix="vitalfew-verify-") as folder:
            restored_aside(archive, told, Path(folder))
    click.echo(f"{archive} is whole: {said(told)}, taken {told.taken_at}.")


def restored_aside(archive: Path, told: Manifest, folder: Path) -> None:
    """Restore into a throw-away server and compare."""
    home = folder / "home"
    home.mkdir()
    folder.chmod(0o711)  # the server may run under an account of its own
    server = EmbeddedServer(home)
    try:
        address = server.ensure()
        (folder / "unpacked").mkdir()
        unpack(archive, folder / "unpacked")
        restore_database(folder / "unpacked" / DATABASE, address)
        compare(told, address)
    finally:
        server.stop()


def said(told: Manifest) -> str:
    """The contents in a few words."""
    files = sum(name.startswith("files/") for name in told.members)
    return f"{told.rows():,} rows of {len(told.tables)} tables and {files:,} files"
