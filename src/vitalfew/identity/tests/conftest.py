import pytest
from django.test import Client
from pytest_django import Settings

from vitalfew.identity.api import Member, create_member

PASSWORD = "vital-few-2026"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """The real hasher takes its time on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def min_(db: None) -> Member:
    return create_member(username="Min", name="周敏", password=PASSWORD)


@pytest.fixture
def english() -> Client:
    return Client(headers={"accept-language": "en"})
