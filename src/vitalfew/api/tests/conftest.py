"""Programs of members, for the tests of the API."""

from collections.abc import Callable, Iterable

import pytest
from django.test import Client
from django.utils import timezone

from vitalfew.api.actions import make_token
from vitalfew.api.rules import USUAL_LIFE, Scope
from vitalfew.identity.api import Member

type Program = Callable[..., Client]


def secret_of(member: Member, scopes: Iterable[str] = Scope.values) -> str:
    """A new token of a member, as it is shown once."""
    last = timezone.localdate() + USUAL_LIFE
    return make_token(actor=member, name="Test", scopes=scopes, expires_on=last).secret


@pytest.fixture
def program() -> Program:
    """A program that calls as a member, with every scope unless some are named."""

    def calls_as(member: Member, *scopes: str) -> Client:
        token = secret_of(member, scopes or Scope.values)
        return Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})

    return calls_as
