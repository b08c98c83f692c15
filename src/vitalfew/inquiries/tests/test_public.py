"""The form for strangers: what people send arrives, what programs send does not, and nothing typed is lost."""

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.tests.cast import make_member
from vitalfew.audit.models import Entry
from vitalfew.inquiries import public
from vitalfew.inquiries.models import Inquiry, Knock, RoutingRule, WebForm
from vitalfew.inquiries.words import State
from vitalfew.outbox.models import Message

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "王芳",
    "company": "龙华机械",
    "phone": "13800138000",
    "wants": "Two lathes",
    "homepage": "",
}


@pytest.fixture
def form(db: None) -> WebForm:
    return make_form()


def make_form(**facts: object) -> WebForm:
    return WebForm.objects.create(
        **{"name": "Site", "key": "abc", "heading": "Ask us", "source": "search"} | facts
    )


@pytest.fixture
def stranger() -> Client:
    return Client(headers={"accept-language": "en"})


def opened(form: WebForm, seconds: float = 60) -> str:
    """The stamp of a page that was opened so long ago."""
    stamp = signing.loads(public.new_stamp(form), salt=public.STAMP_SALT)
    return signing.dumps([stamp[0], stamp[1], stamp[2] - seconds], salt=public.STAMP_SALT)


def post(client: Client, form: WebForm, **more: str) -> Any:  # noqa: ANN401 - the client's own kind of answer
    return client.post(f"/ask/{form.key}/", {"stamp": opened(form), **TYPED, **more})


def test_what_a_stranger_sends_becomes_an_inquiry(stranger: Client, form: WebForm) -> None:
    olive = make_member("olive", CUSTOMER_OFFICE)
    RoutingRule.objects.create(name="all", target="member", member=olive)
    answer = post(stranger, form)
    assert answer.headers["location"] == "/ask/abc/thanks/"
    assert "It arrived" in stranger.get("/ask/abc/thanks/").text
    inquiry = Inquiry.objects.get()
    assert (inquiry.via, inquiry.source, inquiry.owner, inquiry.entered_by) == (
        "form",
        "search",
        olive,
        None,
    )
    assert (inquiry.name, inquiry.wants, inquiry.form) == ("王芳", "Two lathes", form)


def test_the_page_sets_no_cookie_and_runs_no_script(stranger: Client, form: WebForm) -> None:
    page = stranger.get("/ask/abc/")
    assert not page.cookies
    assert "<script" not in page.text


def test_a_form_that_is_not_in_use_is_not_there(stranger: Client) -> None:
    make_form(is_active=False)
    assert stranger.get("/ask/abc/").status_code == 404
    assert stranger.get("/ask/other/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"wants": ""}, "This field is required."),
        ({"phone": ""}, "Leave a phone number or an e-mail address"),
        ({"mail": "nobody"}, "Enter a valid email address."),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"wants": "x" * 4001}, "at most 4000 characters"),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_bad_input_is_a_sentence_and_the_rest_is_kept(
    stranger: Client, form: WebForm, wrong: dict[str, str], sentence: str
) -> None:
    answer = post(stranger, form, **wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    kept = "龙华机械"
    assert kept in answer.text
    assert Inquiry.objects.count() == 0


def test_consent_is_asked_for_and_noted(stranger: Client) -> None:
    form = make_form(consent_text="You may answer me.")
    assert "Tick this" in post(stranger, form).text
    assert post(stranger, form, consent="on").status_code == 302
    inquiry = Inquiry.objects.get()
    assert inquiry.consent_text == "You may answer me."
    assert inquiry.consent_at is not None


def test_who_fills_in_what_people_do_not_see_is_thanked_and_forgotten(
    stranger: Client, form: WebForm
) -> None:
    assert post(stranger, form, homepage="https://spam.example").status_code == 302
    assert Inquiry.objects.count() == 0


def test_nobody_types_in_two_seconds(stranger: Client, form: WebForm) -> None:
    answer = post(stranger, form, stamp=opened(form, 1))
    assert answer.status_code == 422
    assert "That was very quick." in answer.text
    assert "Two lathes" in answer.text


@pytest.mark.parametrize("stamp", ["", "x", "other form", "too old"])
def test_without_a_page_that_was_opened_what_was_typed_waits_for_a_second_sending(
    stranger: Client, form: WebForm, stamp: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if stamp == "other form":
        stamp = opened(WebForm.objects.create(name="o", key="other", heading="o"))
    if stamp == "too old":
        stamp = opened(form)
        monkeypatch.setattr(public, "MOST_SECONDS", -1)
    answer = post(stranger, form, stamp=stamp)
    assert answer.status_code == 403
    assert "send it once more" in answer.text
    assert "Two lathes" in answer.text
    monkeypatch.undo()
    fresh = re.search(r'name="stamp" value="([^"]+)"', answer.text)
    assert fresh
    assert public.read_stamp(form, fresh.group(1)).is_hasty


def test_a_double_click_sends_one_inquiry(stranger: Client, form: WebForm) -> None:
    stamp = opened(form)
    assert {post(stranger, form, stamp=stamp).status_code for _ in range(3)} == {302}
    assert Inquiry.objects.count() == 1


def test_one_address_sends_five_in_ten_minutes(stranger: Client, form: WebForm) -> None:
    answers = [post(stranger, form).status_code for _ in range(7)]
    assert answers == [302] * 5 + [429] * 2
    last = post(stranger, form)
    assert "Wait some minutes" in last.text
    assert "Two lathes" in last.text
    assert Client(REMOTE_ADDR="203.0.113.9").get("/ask/abc/").status_code == 200
    Knock.objects.update(at=timezone.now() - timedelta(minutes=11))
    assert post(stranger, form).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_the_limit_holds_for_many_at_once(cases) -> None:
    form, barrier, answers = make_form(), threading.Barrier(12), []

    def one() -> None:
        client = Client(headers={"accept-language": "en"})
        barrier.wait()
        answers.append(post(client, form).status_code)
        connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == 12
    assert Inquiry.objects.count() == answers.count(302) <= 5
    cases.add(12)


def test_more_than_anybody_types_is_refused(stranger: Client, form: WebForm) -> None:
    answer = post(stranger, form, wants="x" * 100_001)
    assert answer.status_code == 413
    assert "Shorten it" in answer.text


def test_the_sender_confirms_by_mail(stranger: Client) -> None:
    form = make_form(wants_confirmation=True, heading="Ask us")
    assert "This field is required." in post(stranger, form).text  # a mail address
    post(stranger, form, mail="fang@example.com")
    assert Inquiry.objects.count() == 0
    mail = Message.objects.get()
    assert mail.recipients == ["fang@example.com"]
    assert "Two lathes" not in mail.body  # a stranger cannot send their words to others
    path = re.search(r"(/ask/confirm/[^/\s]+/)", mail.body)
    assert path
    page = stranger.get(path.group(1))
    assert "Did you write to us?" in page.text
    assert Inquiry.objects.count() == 0  # mail programs open links by themselves
    assert "has reached us" in stranger.post(path.group(1)).text
    assert Inquiry.objects.get().state == State.NEW
    assert "has reached us" in stranger.post(path.group(1)).text


def test_what_nobody_confirmed_is_deleted_out_of_the_history_too(stranger: Client) -> None:
    form = make_form(wants_confirmation=True)
    post(stranger, form, mail="fang@example.com")
    assert public.forget_unconfirmed() == 0
    Inquiry.everything.update(created_at=timezone.now() - timedelta(days=4))
    assert public.forget_unconfirmed() == 1
    assert Inquiry.everything.count() == 0
    told = [
        str(e.before) + str(e.after) for e in Entry.objects.filter(table_name="inquiries_inquiry")
    ]
    assert not [text for text in told if "fang" in text]


def test_only_the_named_sites_may_show_it_in_a_frame(stranger: Client) -> None:
    make_form(sites="https://www.example.com\nhttps://shop.example.cn:8443")
    page = stranger.get("/ask/abc/")
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://www.example.com https://shop.example.cn:8443" in policy
    assert "default-src 'self'" in policy
    assert "X-Frame-Options" not in page.headers
    for other in ("/", "/sign-in/", "/ask/confirm/x/"):
        assert "frame-ancestors 'none'" in stranger.get(other).headers["Content-Security-Policy"]


def test_without_a_named_site_no_frame_shows_it(stranger: Client, form: WebForm) -> None:
    page = stranger.get("/ask/abc/")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    ("form_language", "asked", "words"),
    [("zh-hans", "", "发送"), ("zh-hant", "en", "送出"), ("", "zh-hans", "发送"), ("", "", "Send")],
)
def test_it_speaks_the_form_s_language_or_the_visitor_s(
    stranger: Client, form_language: str, asked: str, words: str
) -> None:
    make_form(language=form_language)
    assert words in stranger.get("/ask/abc/", {"lang": asked}).text


@pytest.mark.parametrize(
    ("sites", "kept"),
    [
        ("https://Www.Example.com/contact?x=1", "https://www.example.com"),
        ("http://localhost:8080 https://a.cn", "http://localhost:8080\nhttps://a.cn"),
        ("www.example.com", None),
        ("javascript:alert(1)", None),
        ("https://a.com;script-src *", None),
        ("https://*", None),
        ("https://a.com:99999", None),
    ],
)
def test_sites_are_named_as_browsers_name_them(
    sites: str, kept: str | None, settings: Settings
) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_member("olive", CUSTOMER_OFFICE, language="en"))
    sent = {"name": "n", "heading": "h", "source": "search", "is_active": "on", "sites": sites}
    answer = client.post("/inquiries/forms/new/", sent)
    assert answer.status_code == (302 if kept else 422)
    if kept:
        form = WebForm.objects.get()
        assert form.sites == kept
        assert f"/ask/{form.key}/" in client.get(f"/inquiries/forms/{form.pk}/").text
