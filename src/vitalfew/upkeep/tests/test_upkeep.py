"""What is known of a customer, what is missing, and what is too old: by rules that people set."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from vitalfew.access.api import CUSTOMER_OFFICE, SALESPERSON_ALL, FieldRule
from vitalfew.access.tests.cast import limit, make_member
from vitalfew.conftest import Sell
from vitalfew.customers.api import Customer, CustomerPhone, Stage
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.people.tests.records import make_contact
from vitalfew.upkeep.api import Requirement, upkeep_of
from vitalfew.upkeep.rules import Standing, age_of, applies

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_rules_yet(db: None) -> None:
    Requirement.objects.all().delete()


@pytest.fixture
def olga() -> Customer:
    return make_customer("Olga", country="Peru")


def missing(actor: Member, customer: Customer, tier: str = "") -> list[str]:
    return [one.fact.key for one in upkeep_of(actor, customer, tier).missing]


def want(*facts: str, **more: object) -> None:
    for fact in facts:
        Requirement.objects.create(fact=fact, **more)


def test_what_is_known_is_not_missing(salesperson: Member, olga: Customer) -> None:
    want("phone", "country", "contact", "decision_maker", "registration")
    told = upkeep_of(salesperson, olga, "")
    assert [one.fact.key for one in told.missing] == [
        "phone", "registration", "contact", "decision_maker",
    ]  # fmt: skip
    assert (told.known, told.wanted, told.share) == (1, 5, 0.2)
    CustomerPhone.objects.create(customer=olga, raw="13800138000", e164="+8613800138000")
    make_contact("Bo", olga, role="decides")
    assert missing(salesperson, olga) == ["registration"]


def test_who_left_or_lies_in_the_bin_is_no_contact(salesperson: Member, olga: Customer) -> None:
    want("contact")
    make_contact("Bo", olga, left_on=timezone.localdate())
    gone = make_contact("Cy", olga).contact
    gone.deleted_at = timezone.now()
    gone.save()
    assert missing(salesperson, olga) == ["contact"]


def test_rules_are_for_their_kind_stage_and_tier() -> None:
    rule = Requirement(fact="phone", kind="business", from_stage=Stage.ORDER, tiers=["A", "-"])
    assert applies(rule, Standing("business", Stage.REPEAT, "A"))
    assert applies(rule, Standing("business", Stage.ORDER))
    assert not applies(rule, Standing("individual", Stage.REPEAT, "A"))
    assert not applies(rule, Standing("business", Stage.PROSPECT, "A"))
    assert not applies(rule, Standing("business", Stage.REPEAT, "B"))


def test_an_age_is_measured_by_the_own_rhythm_where_there_is_one() -> None:
    today = timezone.localdate()
    rule = Requirement(fact="purchase", days=100, times=2)
    last = today - timedelta(days=50)
    with_rhythm, without = age_of(rule, last, 10.0, today), age_of(rule, last, None, today)
    assert with_rhythm
    assert without
    assert (with_rhythm.most, with_rhythm.is_too_old) == (20, True)
    assert (without.most, without.is_too_old) == (100, False)
    assert age_of(Requirement(fact="purchase"), last, 10.0, today) is None


def test_a_customer_silent_for_longer_than_usual_is_told(
    seller: Client, salesperson: Member, olga: Customer, sell: Sell
) -> None:
    want("purchase", days=365, times=2)
    today = timezone.localdate()
    for days in (70, 60, 50):
        sell(olga, str(today - timedelta(days=days)), 10)
    (silent,) = upkeep_of(salesperson, olga, "").too_old
    assert (silent.age.days, silent.age.most, silent.age.usual) == (50, 20, 10)
    assert (
        "Last purchase 50 days ago, usually within 20" in seller.get(f"/customers/{olga.pk}/").text
    )
    sell(olga, str(today - timedelta(days=1)), 10)
    assert upkeep_of(salesperson, olga, "").too_old == []


def test_of_two_rules_for_one_fact_the_stricter_counts(
    salesperson: Member, olga: Customer, sell: Sell
) -> None:
    want("purchase", days=365)
    want("purchase", days=30, kind="business")
    sell(olga, str(timezone.localdate() - timedelta(days=40)), 10)
    (silent,) = upkeep_of(salesperson, olga, "").too_old
    assert silent.age.most == 30


def test_a_hidden_field_is_neither_asked_for_nor_counted(
    salesperson: Member, olga: Customer
) -> None:
    want("phone", "industry")
    limit(FieldRule.HIDDEN, "customers.phones", role=SALESPERSON_ALL)
    told = upkeep_of(salesperson, olga, "")
    assert (told.wanted, [one.fact.key for one in told.missing]) == (1, ["industry"])


def test_a_rule_whose_fact_is_gone_asks_nothing(
    seller: Client, salesperson: Member, olga: Customer
) -> None:
    want("of another release")
    assert upkeep_of(salesperson, olga, "").share is None
    assert seller.get(f"/customers/{olga.pk}/").status_code == 200


def test_the_page_leads_to_what_is_missing(seller: Client, olga: Customer) -> None:
    want("address", "country")
    page = seller.get(f"/customers/{olga.pk}/").text
    assert "50%" in page
    assert f"/dossier/{olga.pk}/add/address/" in page or "address" in page


@pytest.fixture
def office(db: None) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_member("olive", CUSTOMER_OFFICE))
    return client


def test_rules_are_set_changed_and_removed(office: Client) -> None:
    assert office.post("/known/new/", {"fact": "phone", "kind": "business"}).status_code == 302
    rule = Requirement.objects.get()
    page = office.get(f"/known/{rule.pk}/")
    assert page.status_code == 200
    typed = {"fact": "purchase", "days": "90", "times": "2.5", "version": rule.version}
    assert office.post(f"/known/{rule.pk}/", typed).status_code == 302
    rule.refresh_from_db()
    assert (rule.fact, rule.days, str(rule.times), rule.kind) == ("purchase", 90, "2.5", "")
    assert "90 days" in office.get("/known/").text
    assert office.post(f"/known/{rule.pk}/remove/").status_code == 302
    assert not Requirement.objects.exists()


def test_what_grows_old_needs_days_and_the_rest_has_none(office: Client) -> None:
    assert office.post("/known/new/", {"fact": "purchase"}).status_code == 422
    assert office.post("/known/new/", {"fact": "phone", "days": "9"}).status_code == 302
    assert Requirement.objects.get().days is None


def test_the_same_rule_twice_and_an_old_text_are_refused(office: Client) -> None:
    want("phone")
    assert office.post("/known/new/", {"fact": "phone"}).status_code == 422
    rule = Requirement.objects.get()
    stale = {"fact": "mail", "version": rule.version + 1}
    assert office.post(f"/known/{rule.pk}/", stale).status_code == 409
    rule.refresh_from_db()
    assert rule.fact == "phone"
