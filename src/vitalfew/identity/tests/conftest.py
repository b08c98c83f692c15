import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from vitalfew.identity.api import Member, create_member
from vitalfew.identity.second_factors import SECRET

PASSWORD = "vital-few-2026"
type Door = Callable[..., Client]


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """The real hasher takes its time on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def min_(db: None) -> Member:
    return create_member(username="Min", name="周敏", password=PASSWORD, email="min@example.com")


@pytest.fixture
def ada(db: None) -> Member:
    return create_member(username="ada", name="Ada", password=PASSWORD, is_administrator=True)


@pytest.fixture
def english() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def mailing(settings: Settings) -> None:
    """Mail stays in memory."""
    settings.MAIL_SERVER = object()  # there is one; nothing is handed to it
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


def inside(member: Member, client: Client | None = None) -> Client:
    """A browser signed in by the password, at an English page."""
    client = client or Client(headers={"accept-language": "en"})
    answer = client.post("/sign-in/", {"username": member.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def half_inside(member: Member) -> Client:
    """A browser between the two steps."""
    client = inside(member)
    assert "_auth_user_id" not in client.session
    return client


def with_app(member: Member) -> str:
    """Set an authenticator app up as the pages do; its secret. The code of the step before is used for it."""
    client = Client()
    client.force_login(member)
    client.post("/security/app/begin/")
    secret = str(client.session[SECRET])
    answer = client.post("/security/app/", {"code": app_code(secret, -1)})
    assert answer.status_code == 200, answer.content
    return secret


def app_code(secret: str, steps: int = 0) -> str:
    """What the app shows now, or some steps later."""
    step = int(time.time()) // 30 + steps
    return str(totp.format_hotp_value(totp.hotp_value(secret, step)))


def recovery_codes(member: Member) -> list[str]:
    client = Client()
    client.force_login(member)
    page = client.post("/security/recovery-codes/").content.decode()
    return re.findall(r"<code>(\d{8})</code>", page)


def work_off() -> None:
    """What the worker does with the tasks that wait."""
    for waiting in DBTaskResult.objects.ready():
        waiting.task.func(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
        waiting.delete()
