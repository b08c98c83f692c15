"""A telephone system says who is calling, and the caller comes up on the right member's screen."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from vitalfew.access.api import CUSTOMER_OFFICE, SALESPERSON, Refused
from vitalfew.access.tests.cast import make_member
from vitalfew.calls.api import Call, announce
from vitalfew.calls.tests.test_lookup import with_number
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(db: None) -> Member:
    return make_member("own", SALESPERSON, language="en")


def browser(member: Member) -> Client:
    client = Client(headers={"accept": "text/event-stream"})
    client.force_login(member)
    return client


def heard(client: Client, last: int | None = None) -> list[dict[str, str]]:
    headers = {"Last-Event-ID": str(last)} if last is not None else {}
    answer = client.get("/calls/stream/", headers=headers)
    assert answer.headers["content-type"] == "text/event-stream"
    assert answer.text.startswith("retry: 2000\n\n")
    return [json.loads(one[6:]) for one in answer.text.split("\n") if one.startswith("data: ")]


def test_a_caller_comes_up_on_the_own_screen_with_the_page(own: Member) -> None:
    olga = with_number("Olga Ltd", "13800138000", own)
    call = announce(actor=own, number="+86 138 0013 8000")
    screen = browser(own)
    assert heard(screen) == [
        {
            "text": "Call from Olga Ltd",
            "url": f"/customers/{olga.pk}/timeline/",
            "open": "Open the page",
        }
    ]
    assert heard(screen, last=call.pk) == []


def test_nobody_elses_screen_hears_it(own: Member) -> None:
    announce(actor=own, number="13800138000")
    assert heard(browser(make_member("other", SALESPERSON))) == []


def test_a_colleagues_screen_takes_the_right(own: Member) -> None:
    with pytest.raises(Refused):
        announce(actor=own, number="13800138000", username="own2")
    system = make_member("pbx", CUSTOMER_OFFICE)
    announce(actor=system, number="13800138000", username="OWN")
    assert [one["text"] for one in heard(browser(own))] == ["Call from 138 0013 8000: nobody known"]
    with pytest.raises(NotFound):
        announce(actor=system, number="13800138000", username="nobody")


def test_a_colleagues_customer_comes_up_as_no_more_than_that(own: Member) -> None:
    with_number("Secret Ltd", "13800138000", make_member("other", SALESPERSON))
    announce(actor=own, number="13800138000")
    (told,) = heard(browser(own))
    assert told["text"] == "Call from 138 0013 8000: a customer of another colleague"
    assert told["url"].startswith("/calls/?q=")


def test_several_customers_lead_to_the_choice(own: Member) -> None:
    for name in ("Olga Ltd", "Petra Ltd"):
        with_number(name, "13800138000", own)
    announce(actor=own, number="13800138000")
    (told,) = heard(browser(own))
    assert "several customers" in told["text"]
    assert told["url"] == "/calls/?q=138+0013+8000"


def test_the_stream_ends_with_the_members_access(own: Member) -> None:
    screen = browser(own)
    assert heard(screen) == []
    Member.objects.filter(pk=own.pk).update(is_active=False)
    answer = screen.get("/calls/stream/")
    assert answer.status_code == 302
    assert "/sign-in/" in answer.headers["location"]


def test_a_new_screen_hears_the_last_minute_alone(own: Member) -> None:
    old = announce(actor=own, number="13800138000")
    Call.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(minutes=2))
    announce(actor=own, number="13900139000")
    assert len(heard(browser(own))) == 1


def test_calls_are_forgotten_after_a_day(own: Member) -> None:
    old = announce(actor=own, number="13800138000")
    Call.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=1, minutes=1))
    announce(actor=own, number="13900139000")
    assert list(Call.objects.values_list("number", flat=True)) == ["13900139000"]


@pytest.mark.parametrize("number", ["", "12", "no number", "9" * 61])
def test_what_is_no_number_is_refused(own: Member, number: str) -> None:
    with pytest.raises(BadInput):
        announce(actor=own, number=number)


@pytest.mark.parametrize("last", ["-1", "nonsense", "9" * 99, "１２"])
def test_nonsense_as_the_last_event_is_no_fault(own: Member, last: str) -> None:
    assert browser(own).get("/calls/stream/", {"after": last}).status_code == 200


def test_asking_by_itself_keeps_no_session_alive(own: Member) -> None:
    screen = browser(own)
    session = screen.session
    session["seen_at"] = long_ago = (timezone.now() - timedelta(hours=1)).timestamp()
    session.save()
    heard(screen)
    assert screen.session["seen_at"] == long_ago
    screen.get("/", headers={"accept": "text/html"})
    assert screen.session["seen_at"] > long_ago


def test_pages_listen_only_in_a_browser_that_was_told_to(own: Member) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(own)
    assert "data-live" not in client.get("/").text
    assert client.post("/calls/screen/", {"on": "1"}).status_code == 302
    assert 'data-live="/calls/stream/"' in client.get("/").text
    client.post("/calls/screen/", {"on": "0"})
    assert "data-live" not in client.get("/").text


def test_a_waiting_screen_costs_few_queries(
    own: Member, django_assert_max_num_queries: object
) -> None:
    screen = browser(own)
    heard(screen)
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        assert heard(screen) == []
