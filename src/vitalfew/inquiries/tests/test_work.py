"""From the first word to a customer: entering, giving, answering, choosing or making a customer, closing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from vitalfew.access.api import AUDITOR, CUSTOMER_OFFICE, SALESPERSON
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.audit.models import Event
from vitalfew.customers.api import Customer
from vitalfew.customers.models import CustomerPhone
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.api import merge
from vitalfew.duplicates.keeping import make_keys
from vitalfew.identity.api import Member
from vitalfew.inquiries import actions, qualifying
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.queries import speed_of
from vitalfew.inquiries.tests.records import FACTS, make_inquiry
from vitalfew.inquiries.words import State
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.people.models import Contact
from vitalfew.people.tests.records import make_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def sally() -> Member:
    return place(
        make_member("sally", SALESPERSON, name="Sally", language="en"), make_department("East")
    )


@pytest.fixture
def olive() -> Member:
    return make_member("olive", CUSTOMER_OFFICE, name="Olive", language="en")


def browser(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member)
    return client


def noted(actor: Member) -> Inquiry:
    return actions.enter(actor=actor, source="phone", source_detail="", facts=FACTS)


def test_a_call_is_noted_and_answered_in_one_form(sally: Member) -> None:
    sent = {**FACTS, "via": "phone", "source": "phone", "answer": "Offer by Friday"}
    answer = browser(sally).post("/inquiries/new/", sent)
    inquiry = Inquiry.objects.get()
    assert answer.headers["location"] == f"/inquiries/{inquiry.pk}/"
    assert (inquiry.state, inquiry.owner, inquiry.via) == (State.ANSWERED, sally, "phone")
    assert inquiry.e164 == "+8613800138000"
    assert inquiry.answered_at is not None


def test_who_enters_one_and_sees_all_does_not_own_it(olive: Member) -> None:
    inquiry = noted(olive)
    assert (inquiry.owner, inquiry.entered_by, inquiry.state) == (None, olive, State.NEW)


def test_an_inquiry_of_nobody_is_refused_with_what_was_typed(sally: Member) -> None:
    answer = browser(sally).post(
        "/inquiries/new/", {"source": "phone", "wants": "A lathe", "via": "staff"}
    )
    assert answer.status_code == 422
    assert "Write down who it was" in answer.text
    assert "A lathe" in answer.text


def test_a_referral_names_who_referred_them(sally: Member) -> None:
    sent = {**FACTS, "source": "referral", "via": "staff"}
    answer = browser(sally).post("/inquiries/new/", sent)
    assert answer.status_code == 422
    assert "Name who referred them." in answer.text
    assert (
        browser(sally).post("/inquiries/new/", {**sent, "source_detail": "Chen"}).status_code == 302
    )


@pytest.mark.parametrize("column", ["source", "source_detail", "via", "answered_at"])
def test_the_database_refuses_another_source_and_another_first_answer(column: str) -> None:
    made = make_inquiry(answered_at=timezone.now() - timedelta(hours=1))
    value = timezone.now() if column == "answered_at" else "mail"
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.filter(pk=made.pk).update(**{column: value})


def test_the_clock_stops_with_the_first_answer_and_not_with_the_second(sally: Member) -> None:
    made = make_inquiry(
        owner=sally, state="assigned", received_at=timezone.now() - timedelta(hours=2)
    )
    first = actions.answer(actor=sally, inquiry_id=made.pk, version=1, words="Called back")
    assert first.answered_at is not None
    closed = actions.close(actor=sally, inquiry_id=made.pk, version=2, reason="no_reply")
    again = actions.reopen(actor=sally, inquiry_id=made.pk, version=closed.version)
    assert (again.state, again.answered_at) == (State.ANSWERED, first.answered_at)
    assert "after 2 h 0 min" in browser(sally).get(f"/inquiries/{made.pk}/").text


def test_the_list_tells_the_median_and_what_waits(olive: Member) -> None:
    now = timezone.now()
    for hours in (1, 3, 8):
        received = now - timedelta(hours=hours)
        make_inquiry(state="answered", received_at=received, answered_at=now)
    make_inquiry(received_at=now - timedelta(minutes=5))
    speed = speed_of(Inquiry.objects.all())
    assert (speed.median, speed.answered, speed.waiting) == (timedelta(hours=3), 3, 1)
    page = browser(olive).get("/inquiries/").text
    assert "First answer after 3 h 0 min in the middle, from 3 inquiries" in page
    assert "One waits for an answer" in page


def test_what_is_answered_needs_words(sally: Member) -> None:
    made = make_inquiry(owner=sally, state="assigned")
    page = browser(sally).post(f"/inquiries/{made.pk}/answer/", {"version": 1, "words": " "})
    assert page.status_code == 422
    with pytest.raises(BadInput):
        actions.answer(actor=sally, inquiry_id=made.pk, version=1, words=" ")


def test_two_who_answer_at_once_are_told(sally: Member) -> None:
    made = make_inquiry(owner=sally, state="assigned")
    actions.answer(actor=sally, inquiry_id=made.pk, version=1, words="Mine")
    with pytest.raises(Conflict):
        actions.answer(actor=sally, inquiry_id=made.pk, version=1, words="Mine too")


def test_a_new_business_gets_its_contact_its_source_and_its_owner(
    olive: Member, sally: Member
) -> None:
    made = make_inquiry(
        **FACTS, owner=sally, source="referral", source_detail="Chen", state="answered"
    )
    done = qualifying.make(actor=olive, inquiry_id=made.pk, version=1)
    customer = Customer.objects.get()
    contact = Contact.objects.get()
    assert (done.state, done.customer, done.contact) == (State.QUALIFIED, customer, contact)
    assert (customer.name, customer.source, customer.owner) == (
        "龙华机械有限公司",
        "referral",
        sally,
    )
    assert contact.phones.get().e164 == "+8613800138000"
    assert CustomerPhone.objects.count() == 0


def test_an_individual_keeps_the_number_themselves(sally: Member) -> None:
    made = make_inquiry("", name="王芳", phone="13800138000", owner=sally, state="answered")
    qualifying.make(actor=sally, inquiry_id=made.pk, version=1)
    customer = Customer.objects.get()
    assert (customer.kind, customer.phones.get().e164) == ("individual", "+8613800138000")
    assert Contact.objects.count() == 0


def test_a_customer_that_is_here_is_offered_and_chosen(sally: Member) -> None:
    here = make_customer("龙华机械有限公司", owner=sally)
    make_keys([here.pk])
    made = make_inquiry(**FACTS, owner=sally, state="answered", source="search")
    page = browser(sally).get(f"/inquiries/{made.pk}/").text
    assert "It is this one" in page
    sent = {"version": 1, "key": here.pk}
    assert browser(sally).post(f"/inquiries/{made.pk}/choose/", sent).status_code == 302
    here.refresh_from_db()
    made.refresh_from_db()
    assert (made.customer, here.source, made.contact.name) == (here, "search", "王芳")  # type: ignore[union-attr]


def test_a_contact_who_is_there_already_is_not_made_twice(sally: Member) -> None:
    here = make_customer("Here", owner=sally)
    known = make_contact("Wang Fang", here, "13800138000")
    made = make_inquiry(**FACTS, owner=sally, state="answered")
    done = qualifying.choose(actor=sally, inquiry_id=made.pk, version=1, customer_id=here.pk)
    assert done.contact_id == known.contact_id
    assert Contact.objects.count() == 1


def test_a_contact_known_elsewhere_by_name_and_number_works_here_too(sally: Member) -> None:
    known = make_contact("王芳", make_customer("Elsewhere", owner=sally), "13800138000")
    here = make_customer("Here", owner=sally)
    made = make_inquiry(**FACTS, owner=sally, state="answered")
    done = qualifying.choose(actor=sally, inquiry_id=made.pk, version=1, customer_id=here.pk)
    assert done.contact_id == known.contact_id
    assert set(known.contact.positions.values_list("customer__name", flat=True)) == {
        "Elsewhere",
        "Here",
    }


@pytest.mark.parametrize(("name", "mine"), [("李强", True), ("王芳", False)])
def test_somebody_of_another_name_or_of_others_is_another_contact(
    sally: Member, name: str, *, mine: bool
) -> None:
    owner = sally if mine else make_member("wes", SALESPERSON)
    known = make_contact(name, make_customer("Elsewhere", owner=owner), "13800138000")
    here = make_customer("Here", owner=sally)
    made = make_inquiry(**FACTS, owner=sally, state="answered")
    done = qualifying.choose(actor=sally, inquiry_id=made.pk, version=1, customer_id=here.pk)
    assert done.contact_id not in {None, known.contact_id}


def test_a_customer_out_of_sight_is_told_by_its_owner_alone(sally: Member) -> None:
    wes = make_member("wes", SALESPERSON, name="Wes")
    here = make_customer("龙华机械有限公司", owner=wes)
    make_keys([here.pk])
    made = make_inquiry(**FACTS, owner=sally, state="answered")
    page = browser(sally).get(f"/inquiries/{made.pk}/").text
    assert "Its owner is Wes: ask them." in page
    assert f"/customers/{here.pk}/" not in page
    sent = {"version": 1, "key": here.pk}
    assert browser(sally).post(f"/inquiries/{made.pk}/choose/", sent).status_code == 404


def test_a_second_customer_of_that_name_takes_a_reason(sally: Member) -> None:
    make_keys([make_customer("龙华机械有限公司", owner=sally).pk])
    made = make_inquiry(**FACTS, owner=sally, state="answered")
    url = f"/inquiries/{made.pk}/make/"
    asked = browser(sally).post(url, {"version": 1})
    assert asked.status_code == 409
    assert "say why this is another one" in asked.text
    assert browser(sally).post(url, {"version": 1, "because": "another town"}).status_code == 302
    assert Customer.objects.count() == 2


def test_each_source_is_counted_once_and_they_sum_up(olive: Member, cases) -> None:
    sources = ("promotion", "online_sign_up", "mail", "phone", "cold_visit", "referral")
    for source in sources:
        actions.enter(actor=olive, source=source, source_detail="who", facts=FACTS)
        cases.add()
    client = browser(olive)
    for source in sources:
        file = client.get(f"/inquiries/?source={source}&format=csv").getvalue().decode("utf-8-sig")
        assert len(file.strip().splitlines()) == 2
    whole = client.get("/inquiries/?format=csv").getvalue().decode("utf-8-sig")
    assert len(whole.strip().splitlines()) == 1 + len(sources)
    assert Event.objects.filter(verb="inquiry.receive").count() == len(sources)


@pytest.mark.parametrize("words", ["龙华", "longhua", "lathe", "8000", "lhjx", "王芳"])
def test_the_list_finds_by_name_pinyin_wish_and_number(olive: Member, words: str) -> None:
    noted(olive)
    make_inquiry("Nobody else")
    page = browser(olive).get("/inquiries/", {"q": words}).text
    assert "龙华机械有限公司" in page
    assert "Nobody else" not in page


def test_a_stale_edit_shows_both_texts(sally: Member) -> None:
    made = make_inquiry("Acme", owner=sally, wants="one")
    url = f"/inquiries/{made.pk}/edit/"
    sent = {
        "company": "Acme",
        "wants": "two",
        "version": 1,
        "initial-wants": "one",
        "initial-company": "Acme",
    }
    assert browser(sally).post(url, sent).status_code == 302
    second = browser(sally).post(url, {**sent, "wants": "three"})
    assert second.status_code == 409
    assert "two" in second.text
    assert "three" in second.text


def test_who_takes_one_has_it(olive: Member) -> None:
    made = make_inquiry()
    browser(olive).post(f"/inquiries/{made.pk}/take/", {"version": 1})
    made.refresh_from_db()
    assert (made.owner, made.state) == (olive, State.ASSIGNED)


def test_somebody_else_s_inquiry_is_not_there(sally: Member) -> None:
    made = make_inquiry()
    for part in ("", "edit/", "close/", "assign/"):
        assert browser(sally).get(f"/inquiries/{made.pk}/{part}").status_code == 404


def test_what_is_closed_is_opened_again_before_somebody_gets_it(
    olive: Member, sally: Member
) -> None:
    made = make_inquiry(state="closed", closed_reason="junk")
    with pytest.raises(Conflict):
        actions.assign(actor=olive, inquiry_id=made.pk, version=1, owner=sally)
    page = browser(olive).get(f"/inquiries/{made.pk}/").text
    assert "Give to a member" not in page
    assert "Open it again" in page


def test_who_may_only_look_is_offered_nothing_to_add() -> None:
    page = browser(make_member("audrey", AUDITOR, language="en")).get("/inquiries/").text
    assert "Note a call" not in page


def test_an_inquiry_goes_along_when_its_customer_is_merged(olive: Member) -> None:
    stays, goes = make_customer("联成"), make_customer("聯成")
    made = make_inquiry(customer=goes, state="qualified")
    merge(
        actor=olive, survivor_id=stays.pk, other_id=goes.pk, versions={stays.pk: 1, goes.pk: 1}, reason="twice"
    )  # fmt: skip
    made.refresh_from_db()
    assert made.customer == stays
