"""The WSGI application for another web server than our own: it refuses to start where it could not serve."""

import config.launcher.refusing  # noqa: F401 - first: what goes wrong from here on is one line
from config.application import application
from config.preparing import refuse_unless_ready

__all__ = ["application"]
refuse_unless_ready()
