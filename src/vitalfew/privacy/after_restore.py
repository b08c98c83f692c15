"""Whoever was erased stays erased: how an erasure is noted outside the database, and repeated in a restored copy."""

from vitalfew.erasures.api import register
from vitalfew.privacy.erasing import erase
from vitalfew.privacy.models import Erasure, Ground
from vitalfew.privacy.persons import NOTED, find_person


def erase_again(noted: str) -> None:
    """Erase anew whoever a backup brought back; another row under the same key is left alone.

    What the backup says of an erasure is taken back first, so that a blanked customer is blanked again.
    """
    kind, key, made = noted.split(" ", 2)
    person = find_person(kind, int(key))
    if person is None or person.is_blank or person.created_at.isoformat() != made:
        return
    Erasure.objects.filter(kind=kind, key=person.key).delete()
    erase(actor=None, kind=kind, key=person.key, ground=Ground.AGAIN)


register(NOTED, erase_again)
