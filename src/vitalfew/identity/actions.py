"""Verbs that write: taking members in, signing them in, changing what they chose."""

from django.contrib.auth import authenticate, login
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from vitalfew.identity.arrivals import greet
from vitalfew.identity.errors import LinkUsed, NameTaken, TooManyTries
from vitalfew.identity.links import member_of
from vitalfew.identity.models import FailedSignIn, Member
from vitalfew.identity.rules import KEEP, TRIES_PER_ADDRESS, TRIES_PER_NAME, WINDOW

FIRST_NAME = "admin"
BACKEND = "django.contrib.auth.backends.ModelBackend"
CAME_BY_LINK = "came_by_link"


@transaction.atomic
def create_member(
    *,
    username: str,
    name: str = "",
    email: str = "",
    language: str = "",
    password: str | None = None,
    is_administrator: bool = False,
) -> Member:
    """Take somebody in; without a password they come in by a sign-in link first."""
    if Member.objects.filter(username__iexact=username).exists():
        raise NameTaken(username)
    member = Member(
        username=username,
        name=name,
        email=email,
        language=language,
        is_administrator=is_administrator,
    )
    member.set_password(password)
    member.save()
    greet(member)
    return member


def first_administrator() -> Member | None:
    """The administrator to welcome: made when there is nobody yet, none as soon as somebody has signed in."""
    if not Member.objects.exists():
        return create_member(username=FIRST_NAME, is_administrator=True)
    if Member.objects.filter(last_login__isnull=False).exists():
        return None
    return Member.objects.filter(is_administrator=True, is_active=True).order_by("id").first()


def sign_in(request: HttpRequest, *, username: str, password: str) -> Member | None:
    """Sign in by name and password; None when they do not fit."""
    address = request.META.get("REMOTE_ADDR") or ""
    refuse_guessing(username, address)
    member = authenticate(request, username=username, password=password)
    if not isinstance(member, Member):
        FailedSignIn.objects.create(name=username.lower()[:150], address=address)
        return None
    FailedSignIn.objects.filter(name=username.lower()).delete()
    FailedSignIn.objects.filter(at__lt=timezone.now() - KEEP).delete()
    login(request, member)
    return member


def refuse_guessing(username: str, address: str) -> None:
    """Stop after too many wrong passwords for one name or from one address."""
    recent = FailedSignIn.objects.filter(at__gte=timezone.now() - WINDOW)
    by_name = recent.filter(name=username.lower()).count()
    if by_name >= TRIES_PER_NAME or recent.filter(address=address).count() >= TRIES_PER_ADDRESS:
        raise TooManyTries


@transaction.atomic
def sign_in_by_link(request: HttpRequest, *, who: str, token: str) -> Member:
    """Sign in by a link, once: signing in changes what the token was made from."""
    member = member_of(who, token, lock=True)
    if member is None:
        raise LinkUsed
    login(request, member, backend=BACKEND)
    request.session[CAME_BY_LINK] = True
    return member
