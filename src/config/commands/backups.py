"""backup, restore, verify: everything an installation is, in one file."""

import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from django.conf import settings

import config.started  # noqa: F401 - Django first
from config.backups.archive import DATABASE, unpack, verified
from config.backups.manifest import Manifest
from config.backups.moments import go_back, take_base
from config.backups.restoring import compare, restore_database
from config.backups.restoring import restore as restore_archive
from config.backups.taking import take
from config.home import backup_note, data_home, erasures_file
from config.launcher.database import start_database
from config.launcher.errors import LauncherError
from config.launcher.server import EmbeddedServer
from config.preparing import migrate_if_needed
from config.watching.schema import known_migrations
from vitalfew.erasures.api import erase_anew

ARCHIVE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("archive", type=ARCHIVE, required=False)
@click.option("--base", is_flag=True, help="A base copy into the folder of VITALFEW_WAL_ARCHIVE.")
def backup(archive: Path | None, base: bool) -> None:
    """Write database, files and secrets into ARCHIVE, while all is in use.

    Whoever has the archive has everything: keep it where only you can read it. With --base, what vitalfew restore
    --to-time begins with.
    """
    if base:
        taken = take_base(data_home(), start_database(data_home()))
        backup_note().touch(mode=0o600)
        click.echo(
            f"{taken.folder} is a base copy: from now on you can go back to any later moment."
        )
        return
    target = (archive or Path(f"vitalfew-{datetime.now():%Y%m%d-%H%M%S}.backup")).absolute()
    told = take(data_home(), start_database(data_home()), target)
    backup_note().touch(mode=0o600)
    click.echo(f"{target} holds {said(told)} ({target.stat().st_size / 1e6:,.1f} MB).")


@click.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.option(
    "--to-time", "moment", help="The moment to go back to: 2026-11-22 09:30, or with a zone."
)
def restore(archive: Path, moment: str | None) -> None:
    """Put everything of ARCHIVE into this installation, which must be empty.

    ARCHIVE is a file that vitalfew backup wrote, or the folder of VITALFEW_WAL_ARCHIVE: then the installation comes
    back as it was at --to-time, or as late as the folder reaches. Whoever was erased since stays erased.

    \b
    VITALFEW_HOME=/srv/new vitalfew restore monday.backup
    VITALFEW_HOME=/srv/new vitalfew restore /mnt/archive --to-time "2026-11-22 09:30"
    """
    home = data_home()
    if archive.is_dir():
        base = go_back(archive, home, read_moment(moment) if moment else None)
        click.echo(f"Restored into {home} from {base.folder.name} and the log after it.")
    elif moment:
        raise LauncherError("--to-time takes the folder of VITALFEW_WAL_ARCHIVE, not a file.")
    else:
        told = restore_archive(archive, home, start_database(home), known_migrations())
        click.echo(f"Restored into {home} and compared: {said(told)}, taken {told.taken_at}.")
    repeated = erase_again()
    if repeated:
        click.echo(f"{repeated} erasures from after that moment were done again.")
    click.echo("Start it with: vitalfew serve")


def read_moment(text: str) -> datetime:
    """A moment as people write it, in the company's time zone unless it names one."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise LauncherError(
            f"--to-time is {text!r}: write it as 2026-11-22 09:30, or 2026-11-22T09:30:00+08:00."
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def erase_again() -> int:
    """Repeat the erasures that the restored database does not know; how many there were."""
    if not erasures_file().exists():
        return 0
    start_database(data_home())
    migrate_if_needed()
    return erase_anew(erasures_file())


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
