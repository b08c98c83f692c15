"""Looking behind the mask of a customer's field: who may not see it as it is may ask, and that is written down."""

from collections.abc import Callable

from django.db import transaction

from vitalfew.access.api import Field, field_of, reveal
from vitalfew.channels.api import behind_masks
from vitalfew.customers.models import Customer
from vitalfew.customers.policies import CODE, COUNTRY, MAILS, OWN_FIELDS, PHONES
from vitalfew.customers.queries import customer_for, customer_not_found
from vitalfew.fields.api import OwnFields, reveal_own
from vitalfew.identity.api import Member

type Reader = Callable[[Customer], list[str]]

_readers: dict[str, list[Reader]] = {}


def register_reader(field: Field, reader: Reader) -> None:
    """Say where texts of a field stand; a field may be told of by several readers."""
    _readers.setdefault(field.key, []).append(reader)


register_reader(CODE, lambda customer: [customer.code or ""])
register_reader(COUNTRY, lambda customer: [customer.country])
register_reader(PHONES, lambda customer: behind_masks(customer, PHONES))
register_reader(MAILS, lambda customer: behind_masks(customer, MAILS))


@transaction.atomic
def reveal_of_customer(*, actor: Member, customer_id: int, key: str) -> tuple[str, list[str]]:
    """The name of a field that ``actor`` sees masked, and its texts; looking is written to the history.

    Refused where the field is hidden, NotFound where there is no such field.
    """
    customer = customer_for(actor, customer_id)
    field = field_of(key)
    if field is not None and key.startswith(f"{OWN_FIELDS.key}.own."):
        own = OwnFields(OWN_FIELDS, actor)
        told = reveal_own(own, actor, f"customer:{customer.pk}", field, customer)
        if told is None:
            raise customer_not_found()
        return told
    if field is None or key not in _readers:
        raise customer_not_found()
    reveal(actor=actor, subject=f"customer:{customer.pk}", field=field)
    texts = [text for reader in _readers[key] for text in reader(customer) if text]
    return str(field.label), list(dict.fromkeys(texts))
