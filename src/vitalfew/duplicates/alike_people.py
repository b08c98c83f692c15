"""Whether a person is known already: asked while somebody types a new contact, and before one is added.

The answer reaches across rights. Of a person that the asker may not see it tells only that there is one, and whom to
ask. A name alone is no sign: it takes the same number, address or company beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vitalfew.access.api import Verb
from vitalfew.customers.api import Customer
from vitalfew.duplicates.describing_people import Channel, described, most_alike
from vitalfew.duplicates.matching import Comparison, Record
from vitalfew.duplicates.matching.contacts import mail_key, phone_key
from vitalfew.duplicates.matching.pairing import LARGEST_BLOCK
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import Conflict
from vitalfew.people.api import (
    ArrivingPerson,
    Contact,
    ContactHandle,
    ContactPhone,
    Position,
    ask_before_adding_people,
    contact_policy,
    person_spelling,
    position_policy,
)

SHOWN = 5


@dataclass(frozen=True)
class AlikePerson:
    """A person like the one who is typed; ``contact`` only for who may see them."""

    found: Comparison
    contact: Contact | None
    owner: str
    places: tuple[Position, ...] = ()  # that the asker may know of
    is_here: bool = False  # works or worked at the customer where the new one is typed
    may_use: bool = False


def person(
    name: str, customer: Customer, phones: Iterable[str] = (), mails: Iterable[str] = ()
) -> Record:
    """What somebody typed about a person at a customer."""
    return Record(
        name=name, is_person=True, phones=tuple(phones), mails=tuple(mails), company=customer.name
    )


def alike_people(actor: Member, typed: Record, customer: Customer) -> list[AlikePerson]:
    """The people most like ``typed``, who works at ``customer``; the best first."""
    places = _places(_candidates(typed, customer))
    best = sorted(_compared(typed, places), key=lambda pair: -pair[1].score)[:SHOWN]
    keys = [pk for pk, _found in best]
    seen = contact_policy.rows(actor).in_bulk(keys)
    mine = set(
        contact_policy.rows(actor, Verb.EDIT).filter(pk__in=keys).values_list("pk", flat=True)
    )
    known = set(
        position_policy.rows(actor).filter(contact_id__in=keys).values_list("pk", flat=True)
    )
    return [
        _told(found, places[pk], seen.get(pk), known, customer, may_use=pk in mine)
        for pk, found in best
    ]


def _told(
    found: Comparison, places: Sequence[Position], contact: Contact | None, known: set[int],
    customer: Customer, *, may_use: bool,
) -> AlikePerson:  # fmt: skip
    owners = [str(place.customer.owner) for place in places if place.customer.owner]
    if contact is None:
        return AlikePerson(found, None, owners[0] if owners else "")
    is_here = any(place.customer_id == customer.pk for place in places)
    told = tuple(place for place in places if place.pk in known)
    return AlikePerson(found, contact, "", told, is_here, may_use and not is_here)


def _places(keys: set[int]) -> dict[int, list[Position]]:
    """Where each of these people works or worked, the present first."""
    rows = Position.objects.filter(contact_id__in=keys, contact__deleted_at__isnull=True)
    rows = rows.filter(customer__deleted_at__isnull=True).select_related(
        "contact", "customer__owner"
    )
    found: dict[int, list[Position]] = defaultdict(list)
    for place in rows.order_by("-left_on", "pk"):
        found[place.contact_id].append(place)
    return found


def _compared(typed: Record, places: dict[int, list[Position]]) -> Iterator[tuple[int, Comparison]]:
    companies = {pk: [place.customer.name for place in at] for pk, at in places.items()}
    names = {pk: at[0].contact.name for pk, at in places.items()}
    for pk, records in described(names, companies).items():
        found = most_alike([typed], records)
        if found.is_duplicate:
            yield pk, found


def _candidates(typed: Record, customer: Customer) -> set[int]:
    """Who has such a number or address, works at this customer, or is called so, where not very many are."""
    found: set[int] = set()
    ends = [end[::-1] for text in typed.phones if (end := phone_key(text))]
    for end in ends:
        found |= _some(ContactPhone.objects.filter(backwards__startswith=end))
    if mails := [key for text in typed.mails if (key := mail_key(text))]:
        found |= _some(ContactHandle.objects.filter(kind="mail", folded__in=mails))
    here = Position.objects.filter(customer=customer).order_by("pk")
    found.update(here.values_list("contact_id", flat=True)[: 2 * LARGEST_BLOCK])
    return found | _called(typed.name)


def _some(rows: Channel) -> set[int]:
    return set(rows.order_by().values_list("contact_id", flat=True)[:LARGEST_BLOCK])


def _called(name: str) -> set[int]:
    sound = person_spelling(name)[2]
    if not sound:
        return set()
    rows = Contact.objects.filter(sort_key__startswith=sound).order_by("sort_key", "pk")
    return set(rows.values_list("pk", flat=True)[:LARGEST_BLOCK])


class PersonIsKnown(Conflict):
    """There is a person like this one; another may be added all the same, with a reason."""

    def __init__(self, found: Sequence[AlikePerson]) -> None:
        super().__init__(
            "person_is_known",
            _("A person like this is known already. Use them, or say why this is another one."),
            alike=list(found),
        )


def ask_about_people(actor: Member, arriving: ArrivingPerson) -> None:
    """PersonIsKnown when a person like this is known and nobody said why this is another one."""
    if arriving.because:
        return
    typed = person(arriving.name, arriving.customer, arriving.phones, arriving.mails)
    found = alike_people(actor, typed, arriving.customer)
    if found:
        raise PersonIsKnown(found)


ask_before_adding_people(ask_about_people)
