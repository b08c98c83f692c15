"""Whether the product is well, for whoever watches it."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse


def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and its tables are the ones this version needs; 503 otherwise."""
    state = schema_state()
    return JsonResponse(
        {"status": "ok" if state == "current" else "down", "schema": state},
        status=200 if state == "current" else 503,
    )


def schema_state() -> str:
    """``current``, ``behind`` (migrations wait) or ``unreachable``."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unreachable"
    return "behind" if waiting else "current"
