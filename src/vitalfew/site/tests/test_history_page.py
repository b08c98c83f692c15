from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.audit import policies
from vitalfew.audit.api import because, register_field_rule
from vitalfew.audit.queries import AT_ONCE
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.value.actions import Proposal, save_settings
from vitalfew.value.queries import settings_in_force

pytestmark = pytest.mark.django_db


def tab_of(pk: int) -> str:
    return reverse("site:customer_tab", args=[pk, "history"])


def test_the_customer_s_tab_says_who_changed_which_field_from_what_to_what(seller: Client) -> None:
    olga = make_customer("Olga", "C1")
    typed = {"name": "Olga", "kind": "individual", "code": "C1", "country": "Peru", "version": 1}
    seller.post(reverse("customers:edit", args=[olga.pk]), typed)
    page = seller.get(tab_of(olga.pk)).content.decode()
    assert "Changed" in page
    assert "Sam" in page
    assert "<del>Business</del>" in page
    assert "<ins>Individual</ins>" in page
    assert "<ins>Peru</ins>" in page
    assert "Sort key" not in page


def test_a_reason_is_shown(seller: Client) -> None:
    because("moved to Lima")
    olga = make_customer("Olga", "C1")
    assert "Reason: moved to Lima" in seller.get(tab_of(olga.pk)).content.decode()


def test_a_field_that_somebody_may_not_read_is_in_neither_before_nor_after(
    seller: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policies, "_rules", [])
    register_field_rule(lambda actor, model, field: field != "country")
    olga = make_customer("Olga", "C1")
    for country in ("Peru", "Chile"):
        olga.country = country
        olga.save()
    page = seller.get(reverse("audit:history", args=["customer", olga.pk])).content.decode()
    assert "Peru" not in page
    assert "Chile" not in page


def test_older_changes_are_on_further_pages(seller: Client) -> None:
    olga = make_customer("Olga", "C1")
    for number in range(AT_ONCE + 5):
        olga.country = f"Land {number}"
        olga.save()
    first = seller.get(tab_of(olga.pk)).content.decode()
    assert f"Land {AT_ONCE + 4}<" in first
    assert ">Land 2<" not in first
    older = first.split("?before=")[1].split('"')[0]
    further = seller.get(reverse("audit:history", args=["customer", olga.pk]), {"before": older})
    assert ">Land 2<" in further.content.decode()


def test_the_settings_of_value_show_what_each_version_changed(
    seller: Client, administrator: Member
) -> None:
    base = settings_in_force()
    proposal = Proposal(base.weights, Decimal(17), base.horizon_months, base.discount_percent)
    save_settings(actor=administrator, proposal=proposal, reason="thinner", based_on=base.version)
    page = seller.get(reverse("audit:history", args=["value-settings", 0])).content.decode()
    assert "<ins>17</ins>" in page
    assert "thinner" in page


def test_there_is_no_history_of_what_one_may_not_see_or_of_nothing(seller: Client) -> None:
    assert seller.get("/history/customer/999999/").status_code == 404
    assert seller.get("/history/nothing/1/").status_code == 404
