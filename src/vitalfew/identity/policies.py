"""Who looks after members."""

from django.db.models import QuerySet
from django.http import HttpRequest

from vitalfew.identity.errors import NotAnAdministrator
from vitalfew.identity.models import Member


def may_administer(actor: Member) -> bool:
    """Active administrators invite members, end their access and give it back."""
    return actor.is_active and actor.is_administrator


def check_may_administer(actor: Member | None) -> None:
    """NotAnAdministrator for a member who is none; None is the command line, whose user owns the installation."""
    if actor is not None and not may_administer(actor):
        raise NotAnAdministrator


def members_visible_to(actor: Member) -> QuerySet[Member]:
    """Every read of the members' page starts here."""
    return Member.objects.all() if may_administer(actor) else Member.objects.none()


def sees_members(request: HttpRequest) -> bool:
    """Whether the frame shows the way to the members' page."""
    return isinstance(request.user, Member) and may_administer(request.user)
