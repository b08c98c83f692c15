"""Where a member is signed in, and signing them out there."""

from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from vitalfew.identity.models import Member
from vitalfew.identity.places import address_of
from vitalfew.identity.rules import CONFIRMED_FOR, IDLE, LONGEST, SEEN_EVERY

SEEN_AT = "seen_at"
CONFIRMED_AT = "confirmed_at"
SIGNED_IN_AT = "signed_in_at"
LONGEST_AGENT = 200


def note_session(request: HttpRequest, member: Member) -> None:
    """Write down that ``member`` is signed in here, and now; what has ended meanwhile is swept away."""
    UserSession.objects.filter(user=member).exclude(session_key__in=alive()).delete()
    if request.session.session_key is None:  # somebody else was signed in here a moment ago
        request.session.create()
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": member,
            "ip": address_of(request),
            "user_agent": request.META.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT],
            "last_seen_at": timezone.now(),
        },
    )
    request.session[SEEN_AT] = timezone.now().timestamp()


def was_seen_lately(request: HttpRequest) -> bool:
    """Whether the last note is recent: one write in some minutes is enough."""
    return since(request, SEEN_AT) < SEEN_EVERY.total_seconds()


def begin_session(request: HttpRequest) -> None:
    """Somebody has just signed in here."""
    request.session[SIGNED_IN_AT] = timezone.now().timestamp()


def has_run_out(request: HttpRequest) -> bool:
    """Whether nobody used this browser for too long, or the sign-in was too long ago."""
    too_old = SIGNED_IN_AT in request.session and (
        since(request, SIGNED_IN_AT) > LONGEST.total_seconds()
    )
    # The last note may be as old as the pause between two notes.
    return too_old or since(request, SEEN_AT) > (IDLE + SEEN_EVERY).total_seconds()


def confirm(request: HttpRequest) -> None:
    """The person in front of the screen has just proved who they are."""
    request.session[CONFIRMED_AT] = timezone.now().timestamp()


def is_confirmed(request: HttpRequest) -> bool:
    """Whether they proved it a moment ago, as changing a second factor asks for."""
    return since(request, CONFIRMED_AT) < CONFIRMED_FOR.total_seconds()


def since(request: HttpRequest, key: str) -> float:
    """Seconds since the moment kept in the session under ``key``."""
    kept = request.session.get(key)
    return datetime.now().timestamp() - kept if isinstance(kept, (int, float)) else float("inf")


def sessions_of(member: Member) -> list[UserSession]:
    """Where the member is signed in, the latest seen first."""
    noted = UserSession.objects.filter(user=member, session_key__in=alive())
    return list(noted.order_by("-last_seen_at", "-pk"))


def alive() -> QuerySet[Session, Any]:
    """The keys of all sessions that have not ended."""
    return Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")


def end_sessions(member: Member, *, keep: str | None = None, only: int | None = None) -> int:
    """Sign the member out everywhere but in the session ``keep``, or of one session; how many ended.

    It holds from the next request on: a session that is not there signs nobody in.
    """
    ended = UserSession.objects.filter(user=member).exclude(session_key=keep or "")
    if only is not None:
        ended = ended.filter(pk=only)
    keys = list(ended.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)
