"""Verbs of administrators: inviting members, ending their access, giving it back."""

from django.db import transaction

from vitalfew.audit.api import record
from vitalfew.identity.actions import create_member
from vitalfew.identity.departures import depart
from vitalfew.identity.errors import LastAdministrator
from vitalfew.identity.links import sign_in_link
from vitalfew.identity.models import Member, SignInLink
from vitalfew.identity.policies import check_may_administer
from vitalfew.identity.second_factors import forget_all
from vitalfew.identity.sessions import end_sessions


@transaction.atomic
def invite(
    *, actor: Member | None, username: str, name: str, email: str, is_administrator: bool
) -> Member:
    """Take somebody in who comes by an invitation."""
    check_may_administer(actor)
    return create_member(
        username=username,
        name=name,
        email=email,
        is_administrator=is_administrator,
        actor=actor,
    )


@transaction.atomic
def make_link(*, actor: Member | None, member: Member) -> str:
    """The path of a link for the administrator to hand over: an invitation, or help for who forgot the password."""
    check_may_administer(actor)
    kind = link_kind(member)
    record(actor=actor, verb="member.make_link", subject=f"member:{member.pk}", kind=kind)
    return sign_in_link(member, kind)


def link_kind(member: Member) -> SignInLink.Kind:
    """Whoever was never here is invited; whoever was is helped back in."""
    return SignInLink.Kind.HELP if member.last_login else SignInLink.Kind.INVITATION


@transaction.atomic
def deactivate(*, actor: Member | None, member: Member) -> None:
    """End a member's access: sessions, links, at once."""
    check_may_administer(actor)
    keep_an_administrator(member)
    change(actor, member, "deactivate", is_active=False)
    depart(member)


@transaction.atomic
def reactivate(*, actor: Member | None, member: Member) -> None:
    """Give access back; password and second factor are as they were."""
    check_may_administer(actor)
    change(actor, member, "reactivate", is_active=True)


@transaction.atomic
def make_administrator(*, actor: Member | None, member: Member) -> None:
    """Let the member look after members and settings."""
    check_may_administer(actor)
    change(actor, member, "make_administrator", is_administrator=True)


@transaction.atomic
def unmake_administrator(*, actor: Member | None, member: Member) -> None:
    """Take that right back."""
    check_may_administer(actor)
    keep_an_administrator(member)
    change(actor, member, "unmake_administrator", is_administrator=False)


@transaction.atomic
def reset_second_factor(*, actor: Member | None, member: Member) -> None:
    """For a member who lost the phone: the next sign-in asks for the password alone."""
    check_may_administer(actor)
    forget_all(member)
    end_sessions(member)
    record(actor=actor, verb="member.reset_second_factor", subject=f"member:{member.pk}")


@transaction.atomic
def sign_out_everywhere(*, actor: Member | None, member: Member) -> None:
    """End every session of a member, for a lost device."""
    check_may_administer(actor)
    ended = end_sessions(member)
    record(actor=actor, verb="member.sign_out", subject=f"member:{member.pk}", sessions=ended)


def change(actor: Member | None, member: Member, verb: str, **fields: bool) -> None:
    """Write what a member may do; every session and link from before ends with it."""
    for field, value in fields.items():
        setattr(member, field, value)
    member.save(update_fields=list(fields))
    end_sessions(member)
    member.links.all().delete()
    record(actor=actor, verb=f"member.{verb}", subject=f"member:{member.pk}")


def keep_an_administrator(member: Member) -> None:
    """LastAdministrator when nobody else could let people in; the rows are locked, so two cannot leave at once."""
    active = Member.objects.select_for_update().filter(is_active=True, is_administrator=True)
    left = [each.pk for each in active.order_by("pk")]
    if member.pk in left and len(left) == 1:
        raise LastAdministrator
