"""stop and status: the process tree, also where nothing can be started."""

import os
import signal
import time

import click

from config.home import data_home
from config.launcher.errors import LauncherError
from config.launcher.instance import running_instance
from config.launcher.server import EmbeddedServer

STOP_SECONDS = 15


@click.command()
def stop() -> None:
    """Stop everything that runs on this data folder: pages, worker and embedded database."""
    running = running_instance(data_home())
    if running:
        os.kill(running[0], signal.SIGTERM)
        wait_for_end(running[0])
    stopped = EmbeddedServer(data_home()).stop()
    click.echo(
        "Vital Few has stopped; its data is kept." if running or stopped else "Nothing was running."
    )


def wait_for_end(pid: int) -> None:
    """Wait until the supervisor has let go of the data folder."""
    deadline = time.monotonic() + STOP_SECONDS
    while running_instance(data_home()):
        if time.monotonic() > deadline:
            raise LauncherError(
                f"Process {pid} does not stop: end it with kill -9 {pid}, then try again."
            )
        time.sleep(0.1)


@click.command()
def status() -> None:
    """Say what runs, where, and on which data folder."""
    running = running_instance(data_home())
    click.echo(
        f"Pages and worker: running at {running[1]} (process {running[0]})."
        if running
        else "Pages and worker: stopped."
    )
    click.echo(f"Database: {database_state()}.")
    click.echo(f"Data folder: {data_home()}.")


def database_state() -> str:
    """One phrase about the database."""
    if os.environ.get("DATABASE_URL"):
        return "the server that DATABASE_URL names"
    pid = EmbeddedServer(data_home()).pid()
    return f"embedded, running (process {pid})" if pid else "embedded, stopped"
