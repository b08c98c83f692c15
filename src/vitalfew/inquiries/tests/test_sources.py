"""The company's own sources: set up, chosen, retired; what came by them stays theirs."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.tests.cast import make_member
from vitalfew.customers.api import OwnSource
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.inquiries import actions, sources
from vitalfew.inquiries.models import Inquiry, RoutingRule
from vitalfew.inquiries.rule_forms import RuleForm, WebFormForm
from vitalfew.inquiries.tests.records import FACTS, make_inquiry
from vitalfew.inquiries.words import Via
from vitalfew.kernel.errors import BadInput, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive() -> Member:
    return make_member("olive", CUSTOMER_OFFICE, name="Olive", language="en")


@pytest.fixture
def browser(olive: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(olive)
    return client


@pytest.fixture
def fair() -> OwnSource:
    return OwnSource.objects.create(key="own_fair", name="Canton Fair")


def test_a_new_source_is_chosen_for_an_inquiry_found_in_the_list_and_shown(browser: Client) -> None:
    browser.post("/inquiries/sources/new/", {"name": "Canton Fair", "place": 5, "is_active": "on"})
    fair = OwnSource.objects.get()
    browser.post("/inquiries/new/", {**FACTS, "via": "staff", "source": fair.key})
    inquiry = Inquiry.objects.get()
    assert (inquiry.source, inquiry.get_source_display()) == (fair.key, "Canton Fair")
    assert "Canton Fair" in browser.get(f"/inquiries/{inquiry.pk}/").text
    other = make_inquiry("Elsewhere")
    shown = browser.get("/inquiries/", {"source": fair.key}).text
    assert "Canton Fair" in shown
    assert other.company not in shown
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.filter(pk=inquiry.pk).update(source="own_else")


@pytest.mark.parametrize("name", ["canton  fair", "Referral", "ONLINE INQUIRY", "线上询价"])
def test_a_name_that_is_there_already_is_refused_and_kept_in_the_form(
    browser: Client, fair: OwnSource, name: str
) -> None:
    sent = {"name": name, "place": 5, "is_active": "on"}
    answer = browser.post("/inquiries/sources/new/", sent)
    assert answer.status_code == 422
    assert "Choose another name" in answer.text
    assert list(OwnSource.objects.all()) == [fair]


def test_a_retired_source_is_offered_no_more_and_keeps_what_came_by_it(
    browser: Client, olive: Member, fair: OwnSource
) -> None:
    customer = make_customer("Firm", source=fair.key)
    rule = RoutingRule(name="Fairs", target="member", member=olive, sources=[fair.key])
    OwnSource.objects.update(is_active=False)
    page = browser.get("/inquiries/new/").text
    assert "Canton Fair" not in page
    assert customer.get_source_display() == "Canton Fair"
    assert fair.key in dict(RuleForm(instance=rule).fields["sources"].choices)  # type: ignore[attr-defined]
    assert fair.key not in dict(WebFormForm().fields["source"].choices)  # type: ignore[attr-defined]
    with pytest.raises(BadInput, match="no such source"):
        actions.enter(actor=olive, source=fair.key, source_detail="", facts=FACTS)


def test_a_source_in_use_stays_and_one_of_nobody_goes(
    browser: Client, fair: OwnSource, olive: Member
) -> None:
    kept = make_inquiry("Firm", source=fair.key)
    answer = browser.post(f"/inquiries/sources/{fair.pk}/remove/", follow=True)
    assert "already came by this source" in answer.text
    kept.delete()
    rule = RoutingRule.objects.create(
        name="Fairs", target="member", member=olive, sources=[fair.key]
    )
    with pytest.raises(BadInput):
        sources.remove_source(actor=olive, pk=fair.pk)
    rule.delete()
    sources.remove_source(actor=olive, pk=fair.pk)
    assert "Canton Fair" not in browser.get("/inquiries/sources/").text
    assert browser.get(f"/inquiries/sources/{fair.pk}/").status_code == 404
    with pytest.raises(NotFound):
        sources.remove_source(actor=olive, pk=fair.pk)


def test_what_came_while_its_source_was_removed_says_its_name_and_nobody_else_may_choose_it(
    browser: Client, fair: OwnSource, olive: Member
) -> None:
    sources.remove_source(actor=olive, pk=fair.pk)
    # As if both had happened in the same moment.
    inquiry = make_inquiry("Firm", source=fair.key, owner=olive)
    customer = make_customer("Firm", source=fair.key, owner=olive)
    named = "Canton Fair (removed)"
    for address in (
        f"/inquiries/{inquiry.pk}/", "/inquiries/", "/inquiries/?format=csv",
        f"/customers/{customer.pk}/details/",
    ):  # fmt: skip
        told = browser.get(address).getvalue().decode()
        assert named in told, address
        assert fair.key not in told, address
    for address in ("/inquiries/?group=source", "/customers/?group=source"):
        assert fair.key not in browser.get(address).text
    assert "Canton Fair" not in browser.get("/inquiries/new/").text
    assert "Canton Fair" not in browser.get("/customers/new/").text
    kept = browser.get(f"/customers/{customer.pk}/edit/").context["form"]
    assert fair.key in dict(kept.fields["source"].choices)
    with pytest.raises(BadInput):
        actions.enter(actor=olive, source=fair.key, source_detail="", facts=FACTS)
    with pytest.raises(BadInput):
        actions.enter(actor=olive, source="Canton Fair", source_detail="", facts=FACTS)


@pytest.mark.parametrize("path", ["/inquiries/", "/customers/"])
def test_a_kept_view_that_names_a_removed_source_still_asks_for_it_and_says_so(
    browser: Client, fair: OwnSource, olive: Member, path: str
) -> None:
    make_inquiry("Other firm", owner=olive)
    make_customer("Other firm", owner=olive)
    sources.remove_source(actor=olive, pk=fair.pk)
    make_inquiry("Fair firm", source=fair.key, owner=olive)
    make_customer("Fair firm", source=fair.key, owner=olive)
    told = browser.get(path, {"source": fair.key}).text
    assert "Source: Canton Fair (removed)" in told
    assert "Fair firm" in told
    assert "Other firm" not in told
    assert "Canton Fair" not in browser.get(path, {"source": "other"}).text


def test_the_name_of_a_removed_source_is_free_again(
    browser: Client, fair: OwnSource, olive: Member
) -> None:
    sources.remove_source(actor=olive, pk=fair.pk)
    sent = {"name": "Canton Fair", "place": 5, "is_active": "on"}
    assert browser.post("/inquiries/sources/new/", sent).status_code == 302
    again = OwnSource.objects.get(is_removed=False)
    assert again.key != fair.key
    assert browser.post(f"/inquiries/sources/{again.pk}/", sent | {"version": 1}).status_code == 302


def test_a_source_of_one_way_in_is_offered_there_alone(olive: Member, fair: OwnSource) -> None:
    OwnSource.objects.update(intake=Via.API)
    told = {"actor": olive, "source_detail": "", "facts": FACTS}
    with pytest.raises(BadInput):
        actions.enter(**told, source=fair.key, via=Via.PHONE)  # type: ignore[arg-type]
    sent = actions.enter(**told, source="canton fair", via=Via.API)  # type: ignore[arg-type]
    assert sent.source == fair.key


def test_a_rule_takes_what_comes_by_an_own_source(olive: Member, fair: OwnSource) -> None:
    rule = RoutingRule.objects.create(
        name="Fairs", target="member", member=olive, sources=[fair.key]
    )
    assert rule.conditions == "Canton Fair"
    by_fair = actions.enter(actor=olive, source=fair.key, source_detail="", facts=FACTS)
    by_phone = actions.enter(actor=olive, source="phone", source_detail="", facts=FACTS)
    assert (by_fair.owner, by_phone.owner) == (olive, None)
