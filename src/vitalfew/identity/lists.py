"""The list of members."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.identity.models import Member
from vitalfew.identity.second_factors import REAL
from vitalfew.web.listing import Choice, ChoiceFilter, Column, Empty, Listing, Sort


def with_second_factor(members: QuerySet[Member]) -> QuerySet[Member]:
    """Each with the word whether signing in asks for more than the password."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=REAL)
    return members.annotate(has_second_factor=Exists(factors))


def by_words(members: QuerySet[Member], words: str) -> QuerySet[Member]:
    """Members are some hundreds: no index is needed."""
    return members.filter(
        Q(username__icontains=words) | Q(name__icontains=words) | Q(email__icontains=words)
    )


def in_state(chosen: list[str]) -> Q:
    """Active, invited and not here yet, or gone."""
    condition = Q()
    for state in chosen:
        condition |= STATES.get(state, Q())
    return condition


def state_of(member: Member) -> str:
    """The key of the state, for files."""
    if not member.is_active:
        return "deactivated"
    return "active" if member.last_login else "invited"


STATES = {
    "active": Q(is_active=True, last_login__isnull=False),
    "invited": Q(is_active=True, last_login__isnull=True),
    "deactivated": Q(is_active=False),
}
MEMBERS: Listing[Member] = Listing(
    key="members",
    columns=[
        Column("name", _("Member"), value=str, sort="username"),
        Column("username", _("Sign-in name"), on_phone=False),
        Column("email", _("E-mail"), on_phone=False),
        Column("state", _("State"), value=state_of, template="identity/state_cell.html"),
        Column("has_second_factor", _("Second factor"), template="identity/factor_cell.html", on_phone=False),
        Column("last_login", _("Last signed in"), kind="datetime"),
    ],
    sorts=[Sort("username", _("Sign-in name"), "username")],
    filters=[
        ChoiceFilter("state", _("State"), [
            Choice("active", _("Active")),
            Choice("invited", _("Invited")),
            Choice("deactivated", _("Deactivated")),
        ], in_state),
        ChoiceFilter("administrator", _("Administrator"), [Choice("True", _("Yes"))], "is_administrator"),
    ],
    search=by_words,
    search_hint=_("Name, sign-in name or e-mail"),
    empty=Empty(
        _("Nobody is here yet"), _("Invite the people who work with your customers."),
        "people", "identity:invite", _("Invite a member"),
    ),
    row_url=lambda member: reverse("identity:member", args=[member.pk]),
    prepare=with_second_factor,
)  # fmt: skip
