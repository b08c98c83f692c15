"""The kind of command that needs the database: it is started and brought up to date before the command runs."""

import getpass

import click
from django.conf import settings
from django.db import InterfaceError, OperationalError

import config.started  # noqa: F401 - Django first
from config.home import data_home
from config.launcher.database import start_database
from config.launcher.errors import LauncherError
from config.limits import WORK, limit
from config.preparing import migrate_if_needed
from vitalfew.audit.api import Doing, tell


class DatabaseCommand(click.Command):
    """A command that finds the database running and up to date."""

    def invoke(self, ctx: click.Context) -> object:
        """Make the database ready, then do the command's work in the name of the machine's account."""
        start_database(data_home())
        limit(settings.DATABASES["default"], WORK)
        migrate_if_needed()
        tell(Doing(via="command", request=getpass.getuser()))
        try:
            return super().invoke(ctx)
        except (OperationalError, InterfaceError) as error:
            reason = " ".join(str(error).split())
            raise LauncherError(
                f"The database went away or did not answer in time ({reason}): "
                "vitalfew status says whether it runs; then try again."
            ) from error


class DatabaseGroup(click.Group):
    """A group of such commands."""

    command_class = DatabaseCommand
