"""Contacts as records to compare: one for each customer where they work or worked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models import QuerySet

from vitalfew.duplicates.matching import Comparison, Record, compare
from vitalfew.kernel.rewriting import among
from vitalfew.people.api import Contact, ContactHandle, ContactPhone, Position

# Who worked at more customers is compared by the newest of them.
MOST_PLACES = 5
type Channel = QuerySet[ContactPhone] | QuerySet[ContactHandle]


def people_of(ids: Iterable[int]) -> dict[int, list[Record]]:
    """The records of those among these contacts who are not put away; one for each place, the newest first."""
    keys = sorted(ids)
    names = dict(Contact.objects.filter(pk__in=among(keys)).values_list("pk", "name"))
    return described(names, _companies(keys))


def described(
    names: Mapping[int, str], companies: Mapping[int, Sequence[str]]
) -> dict[int, list[Record]]:
    """Contacts with how they are reached, once for each of their companies; the companies are told by the caller."""
    keys = among(sorted(names))
    phones = _texts(ContactPhone.objects.filter(contact_id__in=keys), "e164", "raw")
    mails = _texts(ContactHandle.objects.filter(contact_id__in=keys, kind="mail"), "value")
    found: dict[int, list[Record]] = {}
    for pk, name in names.items():
        one = Record(name=name, is_person=True, phones=phones.get(pk, ()), mails=mails.get(pk, ()))
        found[pk] = [replace(one, company=company) for company in companies.get(pk, ("",))]
    return found


def most_alike(these: Iterable[Record], those: Sequence[Record]) -> Comparison:
    """Who changed places is still who they are: the two places that speak most for one person count."""
    return max(
        (compare(this, that) for this in these for that in those),
        key=lambda comparison: comparison.score,
    )


def _companies(keys: Sequence[int]) -> dict[int, list[str]]:
    rows = Position.objects.filter(contact_id__in=among(keys), customer__deleted_at__isnull=True)
    found: dict[int, list[str]] = {}
    for pk, company in rows.order_by("-pk").values_list("contact_id", "customer__name"):
        places = found.setdefault(pk, [])
        if len(places) < MOST_PLACES:
            places.append(company)
    return found


def _texts(rows: Channel, *columns: str) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for pk, *texts in rows.order_by("pk").values_list("contact_id", *columns):
        found[pk] = (*found.get(pk, ()), next((text for text in texts if text), ""))
    return found
