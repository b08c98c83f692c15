"""One-time sign-in links: for the first administrator, for new members, for forgotten passwords."""

import hashlib
import secrets

from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from vitalfew.identity.models import Member, SignInLink
from vitalfew.identity.rules import LINK_LIFE

REPLACED = {SignInLink.Kind.INVITATION}  # a new one ends the one before


def sign_in_link(
    member: Member, kind: SignInLink.Kind = SignInLink.Kind.HELP, mailed_to: str = ""
) -> str:
    """The path of a new link that signs ``member`` in once; ``rules.LINK_LIFE`` says for how long."""
    SignInLink.objects.filter(expires_at__lt=timezone.now()).delete()
    if kind in REPLACED:
        member.links.filter(kind=kind).delete()
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        member=member,
        kind=kind,
        digest=digest_of(token),
        password_print=password_print(member),
        mailed_to=mailed_to,
        expires_at=timezone.now() + LINK_LIFE[kind],
    )
    return reverse("identity:welcome", args=[token])


def digest_of(token: str) -> str:
    """What is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def password_print(member: Member) -> str:
    """Changes with the password, and says nothing about it."""
    return salted_hmac("vitalfew.identity.links", member.password, algorithm="sha256").hexdigest()


def find_link(token: str, *, lock: bool = False) -> SignInLink | None:
    """The link of this token, if it still works."""
    links = SignInLink.objects.select_related("member")
    links = links.select_for_update() if lock else links
    link = links.filter(digest=digest_of(token), expires_at__gt=timezone.now()).first()
    if link is None or not link.member.is_active:
        return None
    fits = constant_time_compare(link.password_print, password_print(link.member))
    return link if fits else None
