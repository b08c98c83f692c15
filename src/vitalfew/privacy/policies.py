"""Who may take out, erase, and decide how long people are kept."""

from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import (
    CUSTOMER_OFFICE,
    Module,
    Scope,
    Verb,
    insist,
    may,
    may_all,
    register,
    with_right,
)
from vitalfew.identity.api import Member
from vitalfew.people.api import CONTACTS
from vitalfew.web.api import MemberLink
from vitalfew.web.api import register as register_in_frame

VERBS = (Verb.EXPORT, Verb.DELETE, Verb.CONFIGURE)
PRIVACY = register(
    Module(
        key="privacy",
        label=_("Personal data"),
        verbs=VERBS,
        ready={CUSTOMER_OFFICE: dict.fromkeys(VERBS, Scope.ALL)},
        whole=frozenset(VERBS),
        order=80,
    )
)


def check_may_keep(actor: Member) -> None:
    """Refused for who may not decide how long people are kept; that takes sight of all of them."""
    insist(may(actor, PRIVACY, Verb.CONFIGURE))
    insist(may_all(actor, CONTACTS, Verb.VIEW))


register_in_frame(
    MemberLink(
        "privacy:retention",
        _("Retention"),
        "settings",
        order=30,
        visible=with_right(PRIVACY, Verb.CONFIGURE),
    )
)
