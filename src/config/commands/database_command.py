"""The kind of command that needs the database: it is started and brought up to date before the command runs."""

import getpass

import click

import config.started  # noqa: F401 - Django first
from config.home import data_home
from config.launcher.database import start_database
from config.preparing import migrate_if_needed
from vitalfew.audit.api import Doing, tell


class DatabaseCommand(click.Command):
    """A command that finds the database running and up to date."""

    def invoke(self, ctx: click.Context) -> object:
        """Make the database ready, then do the command's work in the name of the machine's account."""
        start_database(data_home())
        migrate_if_needed()
        tell(Doing(via="command", request=getpass.getuser()))
        return super().invoke(ctx)


class DatabaseGroup(click.Group):
    """A group of such commands."""

    command_class = DatabaseCommand
