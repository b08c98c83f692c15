"""Whose turn it is to send something: a lock that dies with the worker's connection."""

from django.db import connection

LOCK = "hashtextextended(%s, 0)"


def take_turn(name: str) -> bool:
    """Whether it is ours; False while another worker has it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({LOCK})", [name])
        (mine,) = cursor.fetchone()
    return bool(mine)


def give_up_turn(name: str) -> None:
    """Let others have it; a lost connection gave it up already."""
    if connection.is_usable():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock({LOCK})", [name])
