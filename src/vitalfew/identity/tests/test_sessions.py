"""Where one is signed in, and being signed out there: at the next request, whatever the reason."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from vitalfew.identity import administering, sessions
from vitalfew.identity.api import Member, end_sessions
from vitalfew.identity.tests.conftest import inside, with_app

pytestmark = pytest.mark.fault("A9")

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/143.0 Safari/537.36"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605 Version/19 Safari/604"
)


def device(agent: str = CHROME, address: str = "10.0.0.1") -> Client:
    return Client(REMOTE_ADDR=address, headers={"user-agent": agent, "accept-language": "en"})


def is_inside(client: Client) -> bool:
    return client.get("/preferences/").status_code == 200


def test_every_device_is_listed_with_browser_address_and_time(min_: Member) -> None:
    inside(min_, device(PHONE, "10.0.0.7"))
    page = inside(min_, device()).get("/security/").content.decode()
    for word in ("Chrome, Windows", "10.0.0.1", "Safari, iOS", "10.0.0.7", "This device"):
        assert word in page


def test_another_device_is_signed_out_from_here(min_: Member) -> None:
    here, there = inside(min_, device()), inside(min_, device(PHONE))
    away = UserSession.objects.get(session_key=there.session.session_key)
    assert here.post(f"/security/devices/{away.pk}/")["Location"] == "/security/"
    assert (is_inside(here), is_inside(there)) == (True, False)
    assert not UserSession.objects.filter(pk=away.pk).exists()


def test_every_other_device_is_signed_out_at_once(min_: Member, ada: Member) -> None:
    here, *others = (inside(min_, device(address=f"10.0.0.{n}")) for n in range(4))
    colleague = inside(ada)
    here.post("/security/devices/others/")
    assert [is_inside(client) for client in (here, colleague, *others)] == [True, True] + [
        False
    ] * 3


def test_one_cannot_sign_somebody_else_out(min_: Member, ada: Member) -> None:
    victim = inside(ada)
    theirs = UserSession.objects.get(user=ada)
    inside(min_).post(f"/security/devices/{theirs.pk}/")
    assert is_inside(victim)


def change_password(member: Member, here: Client) -> None:
    given = {"old_password": "vital-few-2026", "new_password1": "pareto-1897-lausanne"}
    here.post("/password/", given | {"new_password2": "pareto-1897-lausanne"})


def make_administrator(member: Member, here: Client) -> None:
    administering.make_administrator(actor=None, member=member)


def unmake_administrator(member: Member, here: Client) -> None:
    Member.objects.create(username="other", is_administrator=True)
    administering.unmake_administrator(actor=None, member=member)


def deactivate(member: Member, here: Client) -> None:
    administering.deactivate(actor=None, member=member)


def reset_second_factor(member: Member, here: Client) -> None:
    administering.reset_second_factor(actor=None, member=member)


@pytest.mark.parametrize(
    "happening",
    [change_password, make_administrator, unmake_administrator, deactivate, reset_second_factor],
)
def test_other_sessions_end_with_the_next_request_after(min_: Member, happening) -> None:
    here, there = inside(min_, device()), inside(min_, device(PHONE))
    happening(min_, here)
    assert not is_inside(there)
    assert is_inside(here) == (happening is change_password)


def test_a_member_who_was_let_in_again_has_to_sign_in_anew(min_: Member) -> None:
    client = inside(min_)
    administering.deactivate(actor=None, member=min_)
    administering.reactivate(actor=None, member=min_)
    assert not is_inside(client)
    assert is_inside(inside(min_))


def test_setting_up_a_second_factor_ends_sessions_that_never_proved_one(min_: Member) -> None:
    before = inside(min_)
    with_app(min_)
    assert not is_inside(before)


def test_the_time_last_seen_is_written_once_in_some_minutes(min_: Member) -> None:
    client = inside(min_)
    session = client.session
    noted = UserSession.objects.get()
    client.get("/preferences/")
    assert UserSession.objects.get().last_seen_at == noted.last_seen_at
    session[sessions.SEEN_AT] -= timedelta(minutes=6).total_seconds()
    session.save()
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=6))
    client.get("/preferences/")
    assert timezone.now() - UserSession.objects.get().last_seen_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("key", "hours", "inside_still"),
    [
        (sessions.SEEN_AT, 23, True), (sessions.SEEN_AT, 25, False),
        (sessions.SIGNED_IN_AT, 29 * 24, True), (sessions.SIGNED_IN_AT, 31 * 24, False),
    ],
)  # fmt: skip
def test_a_browser_nobody_used_for_long_asks_for_the_password_again(
    min_: Member, key: str, hours: int, inside_still: bool
) -> None:
    client = inside(min_)
    session = client.session
    session[key] -= timedelta(hours=hours).total_seconds()
    session.save()
    answer = client.get("/preferences/")
    assert (answer.status_code == 200) == inside_still
    assert len(sessions.sessions_of(min_)) == int(inside_still)
    if not inside_still:
        assert answer["Location"] == "/sign-in/?next=/preferences/"


def test_a_device_that_signed_out_by_itself_is_not_listed(min_: Member) -> None:
    inside(min_, device(PHONE)).post("/sign-out/")
    assert "Safari, iOS" not in inside(min_, device()).get("/security/").content.decode()


def test_ending_sessions_can_spare_the_one_in_use(min_: Member) -> None:
    here, there = inside(min_, device()), inside(min_, device(PHONE))
    assert end_sessions(min_, keep=here.session.session_key) == 1
    assert (is_inside(here), is_inside(there)) == (True, False)


def test_another_member_may_sign_in_where_somebody_was(client: Client, db: None) -> None:
    for name in ("first", "second"):
        client.force_login(Member.objects.create(username=name))
        assert is_inside(client)
