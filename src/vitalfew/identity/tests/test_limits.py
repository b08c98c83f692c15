"""Guessing is slowed down; whoever is a member still gets in; nobody learns who is one."""

import re
import statistics
import time
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from vitalfew.identity.api import Member
from vitalfew.identity.models import Attempt
from vitalfew.identity.tests.conftest import PASSWORD, inside
from vitalfew.kernel.tests.cases import Cases

pytestmark = pytest.mark.fault("A11")

RIGHT = {"username": "min", "password": PASSWORD}
WRONG = {"username": "min", "password": "guess"}


def from_address(address: str) -> Client:
    return Client(REMOTE_ADDR=address, headers={"accept-language": "en"})


def knock(client: Client, given: dict[str, str], times: int = 1) -> list[int]:
    return [client.post("/sign-in/", given).status_code for _ in range(times)]


def test_the_eleventh_wrong_password_is_refused_and_says_when_to_come_back(min_: Member) -> None:
    client = from_address("10.0.0.1")
    assert knock(client, WRONG, 10) == [422] * 10
    refused = client.post("/sign-in/", WRONG)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 900
    assert "Too many tries. Wait 15 minutes" in refused.content.decode()


def test_after_the_time_it_says_the_next_try_is_heard(min_: Member) -> None:
    client = from_address("10.0.0.1")
    knock(client, WRONG, 10)
    wait = int(client.post("/sign-in/", RIGHT)["Retry-After"])
    for attempt in Attempt.objects.all():
        Attempt.objects.filter(pk=attempt.pk).update(at=attempt.at - timedelta(seconds=wait))
    assert knock(client, RIGHT) == [302]


def test_a_member_guessed_at_from_elsewhere_still_gets_in(min_: Member) -> None:
    knock(from_address("203.0.113.9"), WRONG, 12)
    assert knock(from_address("10.0.0.1"), RIGHT) == [302]


def test_a_member_guessed_at_from_everywhere_still_gets_in_on_a_known_device(min_: Member) -> None:
    known = inside(min_, from_address("10.0.0.1"))
    known.post("/sign-out/")
    Attempt.objects.bulk_create(
        Attempt(name="min", source=f"203.0.113.{n}", act="password") for n in range(100)
    )
    assert knock(from_address("10.0.0.2"), RIGHT) == [429]
    assert knock(known, RIGHT) == [302]


def test_a_known_device_is_no_licence_to_guess(min_: Member) -> None:
    known = inside(min_, from_address("10.0.0.1"))
    known.post("/sign-out/")
    assert knock(known, WRONG, 11) == [422] * 10 + [429]


def test_a_device_known_for_one_member_is_a_stranger_to_the_others(
    min_: Member, ada: Member
) -> None:
    device = inside(ada, from_address("10.0.0.1"))
    device.post("/sign-out/")
    Attempt.objects.bulk_create(Attempt(name="min", source=f"203.0.113.{n}") for n in range(100))
    assert knock(device, RIGHT) == [429]


def test_a_made_up_device_cookie_counts_for_nothing(min_: Member) -> None:
    client = from_address("10.0.0.1")
    client.cookies["vitalfew_device"] = f"[{min_.pk}, 'x']:1abc:forged"
    Attempt.objects.bulk_create(Attempt(name="min", source=f"203.0.113.{n}") for n in range(100))
    assert knock(client, RIGHT) == [429]


def test_colleagues_behind_one_address_do_not_lock_each_other_out(
    min_: Member, ada: Member
) -> None:
    knock(from_address("10.0.0.1"), {"username": "ada", "password": "guess"}, 11)
    assert knock(from_address("10.0.0.1"), RIGHT) == [302]


def test_an_ipv6_network_counts_as_one_place(min_: Member) -> None:
    for n in range(10):
        knock(from_address(f"2001:db8:0:1::{n + 1:x}"), WRONG)
    assert knock(from_address("2001:db8:0:1::ffff"), RIGHT) == [429]
    assert knock(from_address("2001:db8:0:2::1"), RIGHT) == [302]


def test_a_forwarded_address_counts_only_where_a_proxy_is_named(
    min_: Member, settings: Settings
) -> None:
    def forwarded(address: str, times: int = 1) -> list[int]:
        client = Client(REMOTE_ADDR="10.9.9.9", headers={"X-Forwarded-For": address})
        return knock(client, WRONG, times)

    for n in range(10):
        assert forwarded(f"203.0.113.{n}") == [422]
    assert forwarded("203.0.113.99") == [429]

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert forwarded("203.0.113.99") == [422]
    assert forwarded("spoofed, 203.0.113.98", 11) == [422] * 10 + [429]


@pytest.mark.parametrize(
    "said", ["", "garbage", "1.2.3.4, garbage", "999.1.1.1", "::1%eth0", "a" * 999]
)
@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_nonsense_in_the_forwarded_address_is_no_fault(
    min_: Member, settings: Settings, said: str, proxies: int
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    client = Client(headers={"X-Forwarded-For": said})
    assert knock(client, WRONG) == [422]
    assert knock(client, RIGHT) == [302]
    assert client.get("/security/").status_code == 200


def test_a_server_that_passes_no_address_on_is_no_fault(min_: Member) -> None:
    assert knock(Client(REMOTE_ADDR=""), RIGHT) == [302]


@pytest.mark.parametrize("unknown", ["nobody", "nobody@example.com", "gone"])
def test_the_answer_is_the_same_for_a_name_that_nobody_has(
    min_: Member, unknown: str, settings: Settings
) -> None:
    Member.objects.create(username="gone", is_active=False)

    def answer(name: str) -> tuple[int, str]:
        client = from_address("10.0.0.1")
        page = client.post("/sign-in/", {"username": name, "password": "guess"})
        text = page.content.decode().replace(f'value="{name}"', "")
        return page.status_code, re.sub(r"\b\w{64}\b", "CSRF", text)

    assert answer("min") == answer(unknown)


class CountingHasher(PBKDF2PasswordHasher):
    iterations = 1
    count = 0

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        CountingHasher.count += 1
        return super().encode(password, salt, iterations)


class SlowHasher(PBKDF2PasswordHasher):
    """As slow as in use, more or less, whatever the tests of the day use."""

    iterations = 200_000


@pytest.mark.parametrize("name", ["min", "min@example.com", "nobody", "nobody@example.com", "gone"])
def test_a_wrong_password_costs_one_hashing_whoever_it_is_for(
    min_: Member, name: str, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    for member in (min_, Member(username="gone", is_active=False)):
        member.set_password(PASSWORD)
        member.save()
    CountingHasher.count = 0
    knock(from_address("10.0.0.1"), {"username": name, "password": "guess"})
    assert CountingHasher.count == 1


@pytest.mark.alone
def test_a_wrong_name_takes_as_long_as_a_wrong_password(
    min_: Member, settings: Settings, cases: Cases
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.SlowHasher"]
    min_.set_password(PASSWORD)
    min_.save()
    took: dict[str, list[float]] = {"min": [], "nobody": []}
    tries = cases.number_of(15, 200)
    for _ in range(tries):
        for name, seconds in took.items():  # in turns: what slows the machine slows both
            Attempt.objects.all().delete()
            client = from_address("10.0.0.1")
            begun = time.perf_counter()
            assert knock(client, {"username": name, "password": "guess"}) == [422]
            seconds.append(time.perf_counter() - begun)
    known, unknown = (statistics.median(seconds) for seconds in took.values())
    assert abs(known - unknown) / known < 0.1, (known, unknown)
    cases.add(tries)


@pytest.mark.parametrize("name", ["min", "nobody"])
def test_asking_for_links_is_limited_for_known_and_unknown_names_alike(
    min_: Member, mailing: None, name: str
) -> None:
    client = from_address("10.0.0.1")
    asked = [client.post("/password/forgotten/", {"username": name}) for _ in range(4)]
    assert [answer.status_code for answer in asked] == [200, 200, 200, 429]
    assert 0 < int(asked[-1]["Retry-After"]) <= 3600


def test_wrong_present_passwords_are_counted_too(min_: Member) -> None:
    client = inside(min_)
    given = {"old_password": "guess", "new_password1": "x", "new_password2": "x"}
    answers = [client.post("/password/", given).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    asked = [client.post("/security/confirm/", {"password": "guess"}).status_code]
    assert asked == [429]


def test_tries_are_forgotten_after_a_day(min_: Member) -> None:
    Attempt.objects.create(name="old", source="10.0.0.1")
    Attempt.objects.update(at=timezone.now() - timedelta(hours=25))
    inside(min_)
    assert not Attempt.objects.exists()
