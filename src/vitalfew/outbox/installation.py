"""Whether this database is at home. A restored copy sends nothing until a person says that it is the real one.

The installation's name stands in a file of the data home and in the database. A copy of the database that runs on
another data home finds another name there, or none; so does one whose file was taken away when it was restored.
"""

import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction

from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.outbox.models import Installation, Message
from vitalfew.outbox.policies import check_may_administer


def name_of_home() -> str:
    """The name in the data home, made once."""
    file = Path(settings.INSTALLATION_FILE)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(16))
    return file.read_text().strip()


def is_at_home() -> bool:
    """Whether this database may send. A new database, which has never had anything to send, takes the name."""
    home, known = name_of_home(), Installation.objects.first()
    if known is None and not Message.objects.exists():
        Installation.objects.create(name=home)
        return True
    return known is not None and known.name == home


@transaction.atomic
def release(*, actor: Member) -> None:
    """Say that this database is the real one: from now on it sends."""
    check_may_administer(actor)
    Installation.objects.all().delete()
    Installation.objects.create(name=name_of_home())
    record(actor=actor, verb="outbox.release", subject="outbox:installation")


def is_copy() -> bool:
    """Whether the database carries another installation's name; asks without writing anything."""
    file, known = Path(settings.INSTALLATION_FILE), Installation.objects.first()
    return known is not None and (not file.exists() or known.name != file.read_text().strip())
