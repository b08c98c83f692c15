"""Who may put a caller on a colleague's screen, who looks numbers up, and whose calls one sees."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import (
    CUSTOMER_OFFICE,
    Module,
    Scope,
    Verb,
    insist,
    may,
    register,
    with_right,
)
from vitalfew.calls.models import Call
from vitalfew.customers.api import CUSTOMERS
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotFound
from vitalfew.web.api import LiveStream, NavEntry
from vitalfew.web.api import register as put_into_frame

CALLS = register(
    Module(
        key="calls",
        label=gettext_lazy("Callers on screens"),
        verbs=(Verb.CREATE,),
        ready={CUSTOMER_OFFICE: {Verb.CREATE: Scope.ALL}},
        whole=frozenset({Verb.CREATE}),
        order=18,
    )
)
SHOWN_HERE = "vitalfew_calls"  # a cookie: callers come up in this browser


put_into_frame(
    NavEntry(
        "calls", gettext_lazy("Caller lookup"), "calls:lookup", icon="phone", order=28,
        visible=with_right(CUSTOMERS, Verb.VIEW),
    ),
    LiveStream("calls:stream", lambda request: request.COOKIES.get(SHOWN_HERE) == "on"),
)  # fmt: skip


def calls_of(member: Member) -> QuerySet[Call]:
    """Every read of calls starts here: one's own."""
    return Call.objects.filter(member=member)


def screen_of(actor: Member, username: str) -> Member:
    """The member whose screen is meant: one's own, or a colleague's, which takes the right."""
    if username in {"", actor.username}:
        return actor
    insist(may(actor, CALLS, Verb.CREATE))
    found = Member.objects.filter(username__iexact=username, is_active=True).first()
    if found is None:
        raise NotFound(
            "no_such_member", _("Nobody with this sign-in name can sign in. Look at the name.")
        )
    return found
