"""Verbs of the member at the door: taken in, signed in, a new password."""

from allauth.account.internal.flows.login import perform_password_login, resume_login
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import LoginStage
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from vitalfew.audit.api import record
from vitalfew.identity.arrivals import greet
from vitalfew.identity.errors import LinkUsed, MailTaken, NameTaken
from vitalfew.identity.limits import count_try
from vitalfew.identity.links import find_link, password_print
from vitalfew.identity.models import Attempt, Member
from vitalfew.identity.sessions import end_sessions, note_session

FIRST_NAME = "admin"
CAME_BY_LINK = "came_by_link"
PASSWORD_PRINT = "password_print"  # noqa: S105 - a key of the state of a sign-in


@transaction.atomic
def create_member(
    *,
    username: str,
    name: str = "",
    email: str = "",
    language: str = "",
    password: str | None = None,
    is_administrator: bool = False,
    actor: Member | None = None,
) -> Member:
    """Take somebody in; without a password they come in by a sign-in link first."""
    if Member.objects.filter(username__iexact=username).exists():
        raise NameTaken(username)
    member = Member(username=username, name=name, email=email.lower(), language=language)
    member.is_administrator = is_administrator
    member.set_password(password)
    member.save()
    vouch(member, member.email)
    record(
        actor=actor,
        verb="member.add",
        subject=f"member:{member.pk}",
        administrator=is_administrator,
    )
    greet(member)
    return member


def vouch(member: Member, address: str) -> None:
    """From now on this address counts as proven: an administrator said so, or a link came back from it.

    Mail for a forgotten password, and single sign-on by e-mail, trust proven addresses alone.
    """
    EmailAddress.objects.filter(user=member).exclude(email=address).delete()
    if not address:
        return
    if EmailAddress.objects.filter(email=address, verified=True).exclude(user=member).exists():
        raise MailTaken
    EmailAddress.objects.update_or_create(
        user=member, email=address, defaults={"verified": True, "primary": True}
    )


def first_administrator() -> Member | None:
    """The administrator to welcome: made when there is nobody yet, none as soon as somebody has signed in."""
    if not Member.objects.exists():
        return create_member(username=FIRST_NAME, is_administrator=True)
    if Member.objects.filter(last_login__isnull=False).exists():
        return None
    return Member.objects.filter(is_administrator=True, is_active=True).order_by("id").first()


def member_named(typed: str) -> Member | None:
    """The member who signs in by this name or e-mail address; a proven address before one merely typed."""
    address = EmailAddress.objects.filter(email=typed.lower(), verified=True).first()
    if address is not None:
        return Member.objects.filter(pk=address.user_id).first()
    found = Member.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))[:2]
    return found[0] if len(found) == 1 else None


def sign_in(
    request: HttpRequest, *, username: str, password: str, then: str
) -> HttpResponse | None:
    """The next page for a right name (or e-mail) and password; None when they do not fit, TooManyTries for guessing."""
    forget = count_try(
        request, act=Attempt.Act.PASSWORD, name=username, member=member_named(username)
    )
    member = authenticate(request, username=username, password=password)
    if not isinstance(member, Member):
        return None
    forget()
    request.session.cycle_key()
    return perform_password_login(request, {"username": member.username}, started(member, then))  # type: ignore[no-any-return]


def started(member: Member, then: str) -> Login:
    """A sign-in under way; it dies when the password changes before its last step."""
    return Login(user=member, redirect_url=then, state={PASSWORD_PRINT: password_print(member)})


def still_good(stage: LoginStage) -> Member | None:
    """Whose sign-in waits for its second factor, unless they left or changed the password meanwhile."""
    member = stage.login.user
    if not isinstance(member, Member) or not member.is_active:
        return None
    kept = stage.login.state.get(PASSWORD_PRINT)
    return member if kept in (None, password_print(member)) else None


def pass_second_factor(
    request: HttpRequest, stage: LoginStage, factor: Authenticator
) -> HttpResponse:
    """The last step: the session gets a new key and a member."""
    post_authentication(request, factor)
    answer: HttpResponse = stage.exit()
    return answer


def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a link, once: all the member's links end with it. A second factor is asked for all the same."""
    member = use_link(token)
    if request.user.is_authenticated:
        logout(request)
    request.session.cycle_key()
    request.session[CAME_BY_LINK] = member.pk
    return resume_login(request, started(member, reverse("identity:choose_password")))  # type: ignore[no-any-return]


@transaction.atomic
def use_link(token: str) -> Member:
    """End the link, and with it the member's other ones; LinkUsed when it does not work any more."""
    link = find_link(token, lock=True)
    if link is None:
        raise LinkUsed
    member: Member = link.member
    if link.mailed_to and link.mailed_to == member.email:
        vouch(member, member.email)
    member.links.all().delete()
    record(actor=member, verb="member.use_link", subject=f"member:{member.pk}", kind=link.kind)
    return member


@transaction.atomic
def keep_password(request: HttpRequest, member: Member) -> None:
    """After a form saved a new password: stay signed in here, end every other session and every link."""
    update_session_auth_hash(request, member)
    request.session.pop(CAME_BY_LINK, None)
    member.links.all().delete()
    end_sessions(member, keep=request.session.session_key)
    note_session(request, member)
    record(actor=member, verb="member.change_password", subject=f"member:{member.pk}")
