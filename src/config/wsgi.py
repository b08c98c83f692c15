"""The WSGI application that any Python web server can serve."""

import os
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application


def limit_statements(database: dict[str, Any], seconds: int) -> None:
    """Let PostgreSQL stop what takes too long on connections opened from now on: pages only, never jobs."""
    given = database["OPTIONS"].get("options", "")
    database["OPTIONS"]["options"] = f"{given} -c statement_timeout={seconds}s".strip()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
limit_statements(settings.DATABASES["default"], settings.PAGE_STATEMENT_SECONDS)
