"""The fields that the company added to its customers, contacts and inquiries."""

from typing import Literal

from ninja import Router

from vitalfew.access.api import Verb, require
from vitalfew.api.rules import Scope
from vitalfew.api.v1 import shapes
from vitalfew.api.v1.scoped import Scoped
from vitalfew.fields.api import Definition, OwnFields, known_record
from vitalfew.identity.api import MemberRequest

router = Router(tags=["customers"])
type Of = Literal["customer", "contact", "inquiry"]


@router.get(
    "", response=list[shapes.FieldShape], auth=Scoped(Scope.CUSTOMERS_READ), url_name="fields",
    operation_id="list_fields",
)  # fmt: skip
def fields(request: MemberRequest, record: Of = "customer") -> list[dict[str, object]]:
    """The own fields of a kind of record that the member sees, and which of them may be written."""
    found = known_record(record)
    assert found is not None  # noqa: S101 - the shape knows the same kinds
    require(request.user, found.module, Verb.VIEW)
    own = OwnFields(found, request.user)
    return [_told(own, one) for one in own.in_force]


def _told(own: OwnFields, one: Definition) -> dict[str, object]:
    return {
        "name": one.name,
        "label": str(one),
        "help": one.help_text,
        "kind": one.kind,
        "of": one.variant or None,
        "section": one.section,
        "choices": [choice.label for choice in one.all_choices() if not choice.is_archived],
        "currency": one.currency or None,
        "is_required": bool(one.required_from),
        "is_unique": one.is_unique,
        "may_write": own.writes(one),
    }
