"""A customer's dossier on its pages."""

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.api import SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.dossier.api import Address, InvoiceTitle, Registration, Tag, Tie, tags_of
from vitalfew.identity.api import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return make_customer("苏州联成", "C-1", country="中国")


def new(kind: str, customer: Customer) -> str:
    return reverse("dossier:add", args=[customer.pk, kind])


def test_a_pasted_address_that_is_too_long_is_refused_in_words(
    seller: Client, customer: Customer
) -> None:
    url = new("address", customer)
    answer = seller.post(url, {"kind": "office", "pasted": "9" * 400})
    assert answer.status_code == 422
    assert "too long for one address" in answer.text
    assert "9" * 400 in answer.text


def test_a_pasted_address_fills_the_fields(seller: Client, customer: Customer) -> None:
    sent = {"kind": "office", "pasted": "广东省深圳市南山区科技园路1号 518057", "country": "中国"}
    assert seller.post(new("address", customer), sent).status_code == 302
    address = Address.objects.get()
    assert (address.province, address.city, address.district) == ("广东省", "深圳市", "南山区")
    assert (address.detail, address.postcode) == ("科技园路1号", "518057")
    assert "广东省深圳市南山区科技园路1号" in seller.get(f"/customers/{customer.pk}/details/").text
    assert seller.post(new("address", customer), {"kind": "office"}).status_code == 422


def test_a_doubtful_number_is_kept_with_a_warning(seller: Client, customer: Customer) -> None:
    sent = {"kind": "uscc", "number": "9135 0211 M0000XUF46"}
    page = seller.post(new("registration", customer), sent, follow=True).text
    assert "Compare the code with the business licence" in page
    assert Registration.objects.get().number == "91350211M0000XUF46"
    again = seller.post(new("registration", customer), sent)
    assert again.status_code == 422
    assert "such an entry already" in again.text


def test_one_invoice_title_is_the_usual_one(seller: Client, customer: Customer) -> None:
    sent = {
        "kind": "company",
        "title": "联成",
        "tax_number": "91110000101623741K",
        "is_usual": "on",
    }
    assert seller.post(new("invoice", customer), {**sent, "tax_number": ""}).status_code == 422
    for title in ("First", "Second"):
        seller.post(new("invoice", customer), {**sent, "title": title})
    assert [one.title for one in InvoiceTitle.objects.filter(is_usual=True)] == ["Second"]


def test_a_tie_is_told_from_both_ends(seller: Client, customer: Customer) -> None:
    parent = make_customer("联成集团", "C-2")
    assert seller.post(new("tie", customer), {"kind": "parent", "other": "C-2"}).status_code == 302
    assert "Parent company" in seller.get(f"/customers/{customer.pk}/details/").text
    assert "Subsidiary" in seller.get(f"/customers/{parent.pk}/details/").text


def test_the_line_of_parents_has_no_circle(seller: Client, customer: Customer) -> None:
    above, top = make_customer("Above", "C-2"), make_customer("Top", "C-3")
    seller.post(new("tie", customer), {"kind": "parent", "other": "C-2"})
    seller.post(new("tie", above), {"kind": "parent", "other": "C-3"})
    answer = seller.post(new("tie", top), {"kind": "parent", "other": "C-1"})
    assert "That would be a circle" in answer.text
    assert seller.post(new("tie", top), {"kind": "partner", "other": "C-1"}).status_code == 302
    own = seller.post(new("tie", top), {"kind": "partner", "other": "C-3"})
    assert "another customer than this one" in own.text
    assert Tie.objects.count() == 3


def test_a_tie_to_a_customer_one_may_not_see_is_not_told() -> None:
    lin, zhou = make_member("lin", SALESPERSON), make_member("zhou", SALESPERSON)
    own, other = make_customer("Own", owner=lin), make_customer("Secret firm", owner=zhou)
    tie = Tie.objects.create(customer=own, other=other, kind="partner")
    browser = Client()
    browser.force_login(lin)
    assert "Secret" not in browser.get(f"/customers/{own.pk}/details/").text
    assert browser.get(reverse("dossier:edit", args=["tie", tie.pk])).status_code == 404


def test_tags_are_one_word_whatever_their_letters_and_filter_the_list(
    seller: Client, salesperson: Member, customer: Customer
) -> None:
    other = make_customer("Other", "C-2")
    seller.post(reverse("dossier:tags", args=[customer.pk]), {"tags": "VIP, 展会，VIP"})
    seller.post(reverse("dossier:tags", args=[other.pk]), {"tags": "vip"})
    assert {tag.name for tag in Tag.objects.all()} == {"VIP", "展会"}
    assert [tag.name for tag in tags_of(salesperson, other)] == ["VIP"]
    fair = Tag.objects.get(name="展会")
    page = seller.get("/customers/", {"tag": fair.pk}).text
    assert "苏州联成" in page
    assert "Other</a>" not in page
    seller.post(reverse("dossier:tags", args=[customer.pk]), {"tags": ""})
    assert tags_of(salesperson, customer) == []


def test_the_second_of_two_writers_chooses(seller: Client, customer: Customer) -> None:
    title = InvoiceTitle.objects.create(customer=customer, title="Old", tax_number="1")
    url = reverse("dossier:edit", args=["invoice", title.pk])
    sent = {"kind": "person", "version": 1}
    assert seller.post(url, {**sent, "title": "A"}).status_code == 302
    answer = seller.post(url, {**sent, "title": "B"})
    assert answer.status_code == 409
    assert seller.post(url, {**sent, "title": "B", "version": 2}).status_code == 302
    title.refresh_from_db()
    assert (title.title, title.version) == ("B", 3)


def test_a_part_is_taken_out(seller: Client, customer: Customer) -> None:
    address = Address.objects.create(customer=customer, city="苏州市")
    seller.post(reverse("dossier:remove", args=["address", address.pk]))
    assert not Address.objects.exists()
