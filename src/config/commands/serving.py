"""serve: the process tree."""

import click

import config.settings  # noqa: F401 - what the environment says wrong is refused before anything is started
from config.home import data_home
from config.launcher.address import listening_address
from config.launcher.supervisor import Supervisor


@click.command()
def serve() -> None:
    """Serve the pages and run the background worker, until Ctrl-C.

    The embedded database is started first, unless DATABASE_URL names a server. VITALFEW_PORT is the port (8700) and
    VITALFEW_BIND the network address (this machine only); VITALFEW_HOME is the data folder.
    """
    Supervisor(data_home(), listening_address(), click.echo).run()
