"""Opens connections as Django does, unless the database has fallen silent: then nobody waits to find that out."""

from typing import Any

from django.db import OperationalError
from django.db.backends.postgresql import base

from config.watching.lookout import lookout


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection of one thread."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:  # noqa: ANN401 - Django's own
        """OperationalError at once while the database says nothing."""
        if lookout.is_silent:
            raise OperationalError("the database has not answered for some seconds")
        return super().get_new_connection(conn_params)
