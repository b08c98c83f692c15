"""Who is here already: the answer to a program that adds somebody like them."""

from typing import Any

from django.http import HttpResponse

from vitalfew.duplicates.api import Alike, AlikePerson, CustomerIsHere, PersonIsKnown
from vitalfew.web.api import problem


def known_already(error: CustomerIsHere | PersonIsKnown) -> HttpResponse:
    """409 with those who are alike: key and name of whom the member may see, of others only whom to ask."""
    found: Any = error.data["alike"]
    alike = [_told(one) for one in found]
    return problem(error.status, error.code, error.sentence, alike=alike)


def _told(one: Alike | AlikePerson) -> dict[str, object]:
    found = one.customer if isinstance(one, Alike) else one.contact
    if found is None:
        return {"id": None, "name": None, "owner": one.owner or None}
    return {"id": found.pk, "name": found.name, "owner": one.owner or None}
