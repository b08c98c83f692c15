"""Consent: given, withdrawn, with proof; the newest word holds."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.people.api import Purpose, has_agreed, note_consent
from vitalfew.people.tests.records import make_contact

pytestmark = pytest.mark.django_db


def test_the_newest_word_holds(salesperson: Member) -> None:
    contact = make_contact("Olga", make_customer("Firm")).contact
    asked = ([contact.pk], Purpose.MAIL_OFFERS)
    assert has_agreed(*asked) == set()

    def say(is_given: bool, on: date) -> None:
        note_consent(
            actor=salesperson, contact_id=contact.pk, purpose="mail_offers", is_given=is_given, on=on, way="paper",
            proof="Letter 7",
        )  # fmt: skip

    say(True, date(2026, 1, 5))
    assert has_agreed(*asked) == {contact.pk}
    say(False, date(2026, 1, 5))
    assert has_agreed(*asked) == set()
    say(True, date(2025, 1, 5))  # an older letter turns up
    assert has_agreed(*asked) == set()
    assert has_agreed([contact.pk], Purpose.SURVEYS) == set()


def test_a_consent_is_noted_on_the_contacts_page(seller: Client) -> None:
    contact = make_contact("Olga", make_customer("Firm")).contact
    url = reverse("people:consent", args=[contact.pk])
    assert seller.post(url, {"purpose": "surveys"}).status_code == 422
    seller.post(
        url,
        {
            "purpose": "surveys",
            "is_given": "yes",
            "on": "2026-03-05",
            "way": "mail",
            "proof": "Mail of 5 March",
        },
    )
    page = seller.get(reverse("people:contact", args=[contact.pk])).text
    assert "Consent given" in page
    assert "Mail of 5 March" in page
