"""Brings up what the product needs to run: its database, its web server and its worker."""

from config.launcher.errors import LauncherError
from config.launcher.server import EmbeddedServer

__all__ = ["EmbeddedServer", "LauncherError"]
