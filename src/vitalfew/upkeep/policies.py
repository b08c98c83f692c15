"""Who says what should be known of customers; whoever sees a customer is told what of it is missing."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import (
    CUSTOMER_OFFICE,
    Module,
    Scope,
    Verb,
    may,
    register,
    with_right,
)
from vitalfew.identity.api import Member
from vitalfew.upkeep.models import Requirement
from vitalfew.web.api import MemberLink
from vitalfew.web.api import register as put_into_frame

UPKEEP = register(
    Module(
        key="upkeep",
        label=_("What should be known"),
        verbs=(Verb.CONFIGURE,),
        ready={CUSTOMER_OFFICE: {Verb.CONFIGURE: Scope.ALL}},
        whole=frozenset({Verb.CONFIGURE}),
        order=12,
    )
)
put_into_frame(
    MemberLink(
        "upkeep:list",
        _("Customers: what should be known"),
        "settings",
        order=15,
        visible=with_right(UPKEEP, Verb.CONFIGURE),
    )
)


def requirements_to_set(actor: Member) -> QuerySet[Requirement]:
    """The requirements are for who sets them."""
    return (
        Requirement.objects.all()
        if may(actor, UPKEEP, Verb.CONFIGURE)
        else Requirement.objects.none()
    )


def requirements_in_force() -> QuerySet[Requirement]:
    """All of them, for telling whoever sees a customer what of it is missing."""
    return Requirement.objects.order_by("pk")
