"""Tokens of members, for the tests of this app and of the crawl."""

from collections.abc import Iterable

from django.utils import timezone

from vitalfew.api.actions import make_token
from vitalfew.api.rules import USUAL_LIFE, Scope
from vitalfew.identity.api import Member


def secret_of(member: Member, scopes: Iterable[str] = Scope.values) -> str:
    """A new token of a member, as it is shown once."""
    last = timezone.localdate() + USUAL_LIFE
    return make_token(actor=member, name="Test", scopes=scopes, expires_on=last).secret
