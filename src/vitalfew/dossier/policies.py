"""What belongs to a customer's dossier is seen and changed with the customer."""

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import ChildPolicy, Field, Verb, field_in, mask_middle, register_field
from vitalfew.customers.api import (
    CUSTOMERS,
    PHONES,
    Customer,
    customer_policy,
    in_the_bin,
    register_reader,
    visible_to,
)
from vitalfew.dossier.models import Address, InvoiceTitle, Registration, Tag, Tagging, Tie
from vitalfew.identity.api import Member

REGISTERED = register_field(
    Field(
        "customers.registration", _("Registration numbers"), CUSTOMERS, mask_middle,
        ((Registration, "number"), (InvoiceTitle, "tax_number")), is_typed=True, order=4,
    )
)  # fmt: skip


def _numbers(customer: Customer) -> list[str]:
    registered = Registration.objects.filter(customer=customer).values_list("number", flat=True)
    titles = InvoiceTitle.objects.filter(customer=customer).values_list("tax_number", flat=True)
    return [*registered.order_by("pk"), *titles.order_by("pk")]


def _phones(customer: Customer) -> list[str]:
    titles = InvoiceTitle.objects.filter(customer=customer)
    return list(titles.order_by("pk").values_list("phone", flat=True))


register_reader(REGISTERED, _numbers)
register_reader(PHONES, _phones)
address_policy: ChildPolicy[Address, Customer] = ChildPolicy(
    Address, CUSTOMERS, customer_policy, "customer", in_the_bin
)
registration_policy: ChildPolicy[Registration, Customer] = ChildPolicy(
    Registration, CUSTOMERS, customer_policy, "customer", in_the_bin
)
title_policy: ChildPolicy[InvoiceTitle, Customer] = ChildPolicy(
    InvoiceTitle, CUSTOMERS, customer_policy, "customer", in_the_bin
)
tagging_policy: ChildPolicy[Tagging, Customer] = ChildPolicy(
    Tagging, CUSTOMERS, customer_policy, "customer", in_the_bin
)
_near_end: ChildPolicy[Tie, Customer] = ChildPolicy(
    Tie, CUSTOMERS, customer_policy, "customer", in_the_bin
)


def limit_of(model: type[Model], name: str) -> Field | None:
    """The field that a column of a part holds; None when it is open to everybody."""
    return PHONES if (model, name) == (InvoiceTitle, "phone") else field_in(model, name)


class TiePolicy:
    """A tie names two customers: it is seen by those who see both, and changed by those who may change the first."""

    model = Tie

    def rows(self, actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[Tie]:
        """The ties on which ``actor`` may do ``verb``."""
        seen = visible_to(actor).order_by().values("pk")
        return _near_end.rows(actor, verb).filter(other__in=seen)


tie_policy = TiePolicy()


def tags_seen_by(actor: Member) -> QuerySet[Tag]:
    """The tags of customers that ``actor`` sees: a tag may tell something by itself."""
    used = tagging_policy.rows(actor).order_by().values("tag_id")
    return Tag.objects.filter(pk__in=used).order_by("name", "pk")


def with_tags(keys: list[int]) -> Q:
    """The condition under which a customer carries any of these tags; who sees the customer sees its tags."""
    return Q(pk__in=Tagging.objects.filter(tag_id__in=keys).values("customer_id"))


def carries_tags() -> Q:
    """The condition under which a customer carries any tag at all."""
    return Q(pk__in=Tagging.objects.values("customer_id"))
