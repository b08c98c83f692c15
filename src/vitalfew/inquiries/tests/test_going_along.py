"""An inquiry's own fields go along to its customer, and its words are found by the search."""

import pytest
from django.test import Client

from vitalfew.access.api import CUSTOMER_OFFICE, SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.customers.api import OWN_FIELDS as OF_CUSTOMERS
from vitalfew.customers.tests.records import make_customer
from vitalfew.fields.api import About, keep, stored
from vitalfew.fields.tests.records import make_field
from vitalfew.identity.api import Member
from vitalfew.inquiries import qualifying
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.policies import OWN_FIELDS
from vitalfew.inquiries.tests.records import make_inquiry

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive() -> Member:
    return make_member("olive", CUSTOMER_OFFICE, name="Olive", language="en")


def asked(**told: object) -> Inquiry:
    """An inquiry that was answered, with values of own fields."""
    inquiry = make_inquiry("Acme", state="answered")
    keep(actor=None, record=OWN_FIELDS, about=About(inquiry.pk), typed=told)
    return inquiry


def make(actor: Member, inquiry: Inquiry) -> int:
    done = qualifying.make(actor=actor, inquiry_id=inquiry.pk, version=inquiry.version)
    assert done.customer_id is not None
    return done.customer_id


def test_fields_of_one_name_and_kind_go_along_to_a_new_customer(olive: Member) -> None:
    budget, theirs = (make_field("Budget", "number", record=of) for of in ("inquiry", "customer"))
    fair = make_field("Fair", "choice", "Basel", "Canton", record="inquiry")
    met = make_field("fair", "choice", "Canton", "Hanoi", record="customer")
    other = make_field("Motto", record="inquiry")
    make_field("Motto", "number", record="customer")
    inquiry = asked(**{budget.name: "12.5", fair.name: "Canton", other.name: "Quality"})
    kept = stored(OF_CUSTOMERS, make(olive, inquiry))
    assert kept == {theirs.name: "12.5", met.name: 1}


def test_what_does_not_fit_stays_behind_and_stops_nothing(olive: Member) -> None:
    number, theirs = (make_field("Number", record=of) for of in ("inquiry", "customer"))
    type(theirs).objects.filter(pk=theirs.pk).update(is_unique=True)
    motto, own = (make_field("Motto", record=of) for of in ("inquiry", "customer"))
    fair = make_field("Fair", "choice", "Basel", record="inquiry")
    make_field("Fair", "choice", "Hanoi", record="customer")
    taken = make_customer("First")
    keep(actor=None, record=OF_CUSTOMERS, about=About(taken.pk), typed={theirs.name: "N1"})
    inquiry = asked(**{number.name: "N1", motto.name: "Quality", fair.name: "Basel"})
    assert stored(OF_CUSTOMERS, make(olive, inquiry)) == {own.name: "Quality"}
    page = Client(headers={"accept-language": "en"})
    page.force_login(olive)
    assert "N1" in page.get(f"/inquiries/{inquiry.pk}/").text


def test_a_customer_that_is_here_keeps_what_it_has(olive: Member) -> None:
    motto, own = (make_field("Motto", record=of) for of in ("inquiry", "customer"))
    size, theirs = (make_field("Size", "number", record=of) for of in ("inquiry", "customer"))
    here = make_customer("Acme", owner=olive)
    keep(actor=None, record=OF_CUSTOMERS, about=About(here.pk), typed={own.name: "Ours"})
    inquiry = asked(**{motto.name: "Quality", size.name: "7"})
    qualifying.choose(
        actor=olive, inquiry_id=inquiry.pk, version=inquiry.version, customer_id=here.pk
    )
    assert stored(OF_CUSTOMERS, here.pk) == {own.name: "Ours", theirs.name: "7"}


def test_the_search_finds_what_somebody_wants(olive: Member) -> None:
    make_inquiry("Acme", wants="两台数控车床 and a lathe", owner=olive, state="assigned")
    for member, finds in ((olive, True), (make_member("zhou", SALESPERSON, language="en"), False)):
        browser = Client(headers={"accept-language": "en"})
        browser.force_login(member)
        for words in ("数控车床", "lathe"):
            assert ("Acme" in browser.get("/search/", {"q": words}).text) == finds
