"""What an inquiry's own fields say goes along to its customer, where that one has a field of the same name and kind.

Only what is empty there is filled in, and only what the member reads here and may write there. What does not fit
stays in the inquiry, whose page tells it: a value that another customer has already, a choice not on offer there.
"""

from vitalfew.access.api import Verb
from vitalfew.customers.api import OWN_FIELDS as OF_CUSTOMERS
from vitalfew.customers.api import Customer, change, customer_policy
from vitalfew.fields.api import Definition, OwnFields, stored
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.policies import OWN_FIELDS, inquiry_policy
from vitalfew.kernel.errors import BadInput
from vitalfew.kernel.folding import folded


def give_own_fields(actor: Member, inquiry: Inquiry, customer: Customer) -> Customer:
    """The customer with what went along, in its new version; as it was where nothing did."""
    typed = _fitting(actor, inquiry, customer)
    if not typed or not customer_policy.may(actor, Verb.EDIT, customer):
        return customer
    for name in list(typed):  # one by one only where all together are refused
        try:
            return _written(actor, customer, typed)
        except BadInput as error:
            refused = str(error.data.get("field", "")).removeprefix("own_")
            typed.pop(refused if refused in typed else name, None)
        if not typed:
            break
    return customer


def _written(actor: Member, customer: Customer, typed: dict[str, object]) -> Customer:
    """One verb in a transaction of its own within this one: refused, it leaves nothing behind."""
    return change(actor=actor, customer_id=customer.pk, version=customer.version, own=typed)


def _fitting(actor: Member, inquiry: Inquiry, customer: Customer) -> dict[str, object]:
    """Values by the names of the customer's fields, as programs would send them."""
    here, there = OwnFields(OWN_FIELDS, actor), OwnFields(OF_CUSTOMERS, actor)
    if not here.in_force or not there.in_force:
        return {}
    row = here.beside(inquiry_policy.rows(actor).filter(pk=inquiry.pk)).first()
    told = here.for_program(row, "")[0] if row is not None else {}
    standing = stored(OF_CUSTOMERS, customer.pk)
    wanted = {
        _sign(one): one
        for one in there.in_force
        if one.is_for(customer.kind) and there.writes(one) and one.name not in standing
    }
    return {
        wanted[_sign(one)].name: said
        for one in here.in_force
        if here.reads(one)
        and _sign(one) in wanted
        and (said := _on_offer(wanted[_sign(one)], told.get(one.name)))
    }


def _sign(one: Definition) -> tuple[str, str, str]:
    """By what two fields are the same: what they are called, and what they hold."""
    return folded(one.label), one.kind, one.currency


def _on_offer(one: Definition, said: object) -> object:
    """The value, of choices those that the field offers; None for nothing."""
    offered = {choice.label for choice in one.all_choices() if not choice.is_archived}
    if not one.choices:
        return said
    if isinstance(said, list):
        return [label for label in said if label in offered]
    return said if said in offered else None
