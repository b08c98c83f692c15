"""How long people are kept: counted first, and erased only as confirmed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.tests.cast import make_member
from vitalfew.conftest import Sell
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.inquiries.api import Inquiry
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.jobs.api import Job, finish
from vitalfew.people.api import Contact
from vitalfew.people.tests.records import make_contact
from vitalfew.privacy.models import Erasure, RetentionRule
from vitalfew.privacy.retention import due

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_member("olive", CUSTOMER_OFFICE, language="en"))
    return client


def test_the_dry_run_counts_whom_the_job_erases(browser: Client) -> None:
    firm, long_ago = make_customer("Firm"), timezone.localdate() - timedelta(days=400)
    gone = make_contact("Gone long ago", firm, left_on=long_ago).contact
    for name, left in (("Gone lately", timezone.localdate()), ("Still there", None)):
        make_contact(name, firm, left_on=left)
    half = make_contact("Half gone", firm, left_on=long_ago).contact
    half.positions.create(customer=make_customer("Other firm"))
    browser.post(reverse("privacy:retention"), {"what": "left", "days": 365})
    rule = RetentionRule.objects.get()
    assert due(rule).people == {gone.pk: "Gone long ago"}
    assert "1 person would be erased" in browser.get(reverse("privacy:retention")).text
    run = reverse("privacy:retention_run", args=["left"])
    assert browser.post(run, {"key": [gone.pk, half.pk]}).status_code == 409
    assert browser.post(run, {"key": [gone.pk]}).status_code == 302
    assert finish(Job.objects.get(kind="privacy.retention")).result == {"people": 1}
    assert not Contact.everybody.filter(pk=gone.pk).exists()
    assert Contact.everybody.count() == 3
    assert Erasure.objects.get().ground == "retention"


def test_individuals_are_due_by_their_orders(sell: Sell) -> None:
    never = make_customer("Never bought", kind="individual")
    bought = make_customer("Bought long ago", kind="individual")
    sell(bought, "2026-01-05", 5)
    make_customer("A firm")
    Customer.objects.update(created_at=timezone.now() - timedelta(days=1000))
    later = timezone.localdate() + timedelta(days=1500)
    rules = {what: RetentionRule(what=what, days=400) for what in ("never", "long_ago")}
    assert due(rules["never"]).keys == [never.pk]
    assert due(rules["long_ago"]).keys == []
    assert due(rules["long_ago"], later).keys == [bought.pk]


def test_an_empty_field_keeps_for_ever(browser: Client) -> None:
    url = reverse("privacy:retention")
    browser.post(url, {"what": "left", "days": 365})
    browser.post(url, {"what": "left", "days": ""})
    assert not RetentionRule.objects.exists()
    assert browser.post(url, {"what": "left", "days": 3}).status_code == 422


def test_inquiries_that_came_to_nothing_are_due(browser: Client) -> None:
    closed = {"state": "closed", "closed_reason": "no_need"}
    nothing = make_inquiry("Nobody Ltd", **closed)
    make_inquiry("Still open")
    make_inquiry("Became a customer", customer=make_customer("Firm"), **closed)
    Inquiry.objects.update(updated_at=timezone.now() - timedelta(days=400))
    make_inquiry("Closed lately", **closed)
    browser.post(reverse("privacy:retention"), {"what": "inquiry", "days": 365})
    assert due(RetentionRule.objects.get()).people == {nothing.pk: "Nobody Ltd"}
    assert "Nobody Ltd" in browser.get(reverse("privacy:retention")).text
    run = reverse("privacy:retention_run", args=["inquiry"])
    assert browser.post(run, {"key": [nothing.pk]}).status_code == 302
    assert finish(Job.objects.get(kind="privacy.retention")).result == {"people": 1}
    assert not Inquiry.everything.filter(pk=nothing.pk).exists()
    assert Inquiry.everything.count() == 3
