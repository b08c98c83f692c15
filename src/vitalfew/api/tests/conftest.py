"""Programs of members, for the tests of the API."""

from collections.abc import Callable

import pytest
from django.test import Client

from vitalfew.api.rules import Scope
from vitalfew.api.tests.tokens import secret_of
from vitalfew.identity.api import Member

type Program = Callable[..., Client]


@pytest.fixture
def program() -> Program:
    """A program that calls as a member, with every scope unless some are named."""

    def calls_as(member: Member, *scopes: str) -> Client:
        token = secret_of(member, scopes or Scope.values)
        return Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})

    return calls_as
