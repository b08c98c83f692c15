"""Every address that changes something says how it minds a second writer, and where texts are typed both are shown."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.api import PROPRIETOR
from vitalfew.access.models import Role
from vitalfew.access.tests.cast import make_member
from vitalfew.activity.tests.records import make_follow_up
from vitalfew.conftest import Cases
from vitalfew.customers.api import OwnSource
from vitalfew.customers.models import TeamMember
from vitalfew.customers.tests.records import make_customer
from vitalfew.dossier.models import Address, Tag, Tagging
from vitalfew.fields.tests.records import make_field
from vitalfew.funnel.tests.records import make_opportunity
from vitalfew.handover.models import Handover, Item
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import RoutingRule, WebForm
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.people.tests.records import make_contact
from vitalfew.pool.models import Cap, Pool, Rule
from vitalfew.privacy.models import RetentionRule
from vitalfew.savedviews.models import SavedView
from vitalfew.site.tests.matrix import MATRIX, NO_SUCH_CALL, NO_SUCH_METHOD
from vitalfew.site.tests.page_forms import forms_of
from vitalfew.upkeep.models import Requirement

pytestmark = [pytest.mark.django_db, pytest.mark.fault("C1")]


@dataclass(frozen=True)
class Edit:
    """A page with a form over what is stored, and what two people type there.

    ``shown``: both texts, as the page of the second names them. ``page`` is where the form stands, if not at its own
    address.
    """

    path: str
    typed: tuple[dict[str, str], dict[str, str]]
    shown: tuple[str, str]
    page: str = ""


def words(path: str, name: str, **more: str) -> Edit:
    """Two who type another text into one field."""
    first, second = ({name: text, **more} for text in ("Ours and new", "Theirs and new"))
    return Edit(path, (first, second), ("Ours and new", "Theirs and new"))


def numbers(path: str, name: str, page: str = "", **more: str) -> Edit:
    """Two who type another number into one field."""
    return Edit(path, ({name: "1871", **more}, {name: "1872", **more}), ("1871", "1872"), page)


def position(_ada: Member) -> Edit:
    made = make_contact("Olga", make_customer("Firm"))
    return words(reverse("people:position", args=[made.pk]), "title")


def contact(_ada: Member) -> Edit:
    made = make_contact("Olga", make_customer("Firm"))
    return words(reverse("people:edit", args=[made.contact_id]), "note")


def address(_ada: Member) -> Edit:
    made = Address.objects.create(customer=make_customer("Firm"), city="Lima")
    return words(reverse("dossier:edit", args=["address", made.pk]), "detail")


def follow_up(_ada: Member) -> Edit:
    made = make_follow_up(make_customer("Firm"))
    when = made.happened_at.strftime("%Y-%m-%dT%H:%M")
    return words(reverse("activity:edit", args=[made.pk]), "text", way="visit", happened_at=when)


def opportunity(ada: Member) -> Edit:
    made = make_opportunity(make_customer("Firm"), owner=ada)
    return words(reverse("funnel:edit", args=[made.pk]), "name")


def tags(_ada: Member) -> Edit:
    customer = make_customer("Firm")
    Tagging.objects.create(customer=customer, tag=Tag.objects.create(name="Fair"))
    return words(reverse("dossier:tags", args=[customer.pk]), "tags")


def helper(ada: Member) -> Edit:
    customer = make_customer("Firm")
    TeamMember.objects.create(customer=customer, member=ada)
    days = ("2031-01-05", "2032-01-05")
    first, second = ({"expires_on": day, "reason": "tender"} for day in days)
    path = reverse("customers:team_member", args=[customer.pk, ada.pk])
    return Edit(path, (first, second), days)


def inquiry(_ada: Member) -> Edit:
    return words(reverse("inquiries:edit", args=[make_inquiry("Firm").pk]), "wants")


def routing_rule(ada: Member) -> Edit:
    made = RoutingRule.objects.create(
        name="Fairs", target="member", member=ada, sources=["other", "phone"]
    )
    return words(reverse("inquiries:rule", args=[made.pk]), "name")


def own_source(_ada: Member) -> Edit:
    made = OwnSource.objects.create(key="own_fair", name="Fair")
    return words(reverse("inquiries:source", args=[made.pk]), "name")


def web_form(_ada: Member) -> Edit:
    made = WebForm.objects.create(name="Site", key="k" * 22, heading="Ask us")
    return words(reverse("inquiries:form", args=[made.pk]), "heading")


def pool(_ada: Member) -> Edit:
    made = Pool.objects.create(name="South", facts=["country", "stage"])
    return words(reverse("pool:edit", args=[made.pk]), "note")


def pool_rule(_ada: Member) -> Edit:
    made = Rule.objects.create(pool=Pool.objects.create(name="North"), name="Silent", days=90)
    return numbers(reverse("pool:rule", args=[made.pk]), "days")


def cap(_ada: Member) -> Edit:
    return numbers(reverse("pool:cap", args=[Cap.objects.create(most_each=50).pk]), "most_each")


def requirement(_ada: Member) -> Edit:
    made = Requirement.objects.create(fact="purchase", days=90)
    return numbers(reverse("upkeep:requirement", args=[made.pk]), "days")


def own_field(_ada: Member) -> Edit:
    return words(reverse("fields:edit", args=[make_field("Hobby").pk]), "help_text")


def handed_over(ada: Member) -> Edit:
    other = make_member("sue", PROPRIETOR, language="en")
    handover = Handover.objects.create(giver=ada, successor=other, asked_by=ada, reason="Leaves")
    customer = make_customer("Firm", owner=ada)
    made = Item.objects.create(handover=handover, customer=customer, told=["orders", "notes"])
    return words(reverse("handover:item", args=[handover.pk, made.pk]), "promises")


def view_name(ada: Member) -> Edit:
    made = SavedView.objects.create(member=ada, listing="customers", name="Peru")
    page = reverse("savedviews:list", args=["customers"])
    typed = words(reverse("savedviews:change", args=[made.pk, "rename"]), "name")
    return Edit(typed.path, typed.typed, typed.shown, page)


def view_audience(ada: Member) -> Edit:
    made = SavedView.objects.create(member=ada, listing="customers", name="Chile")
    ready = f"ready-{PROPRIETOR}" if not PROPRIETOR.startswith("ready-") else PROPRIETOR
    typed = ({"audience": "everybody"}, {"audience": ready})
    return Edit(reverse("savedviews:share", args=[made.pk]), typed, ("Everybody", "Proprietor"))


def role_fields(_ada: Member) -> Edit:
    made = Role.objects.create(name="Limited")
    typed = ({"customers.code": "masked"}, {"customers.code": "hidden"})
    return Edit(reverse("access:role_fields", args=[f"own-{made.pk}"]), typed, ("Masked", "Hidden"))


def retention(_ada: Member) -> Edit:
    RetentionRule.objects.create(what="left", days=400)
    return numbers(reverse("privacy:retention"), "days", what="left")


EDITS: dict[str, Callable[[Member], Edit]] = {
    "people:position": position,
    "people:edit": contact,
    "dossier:edit": address,
    "dossier:tags": tags,
    "activity:edit": follow_up,
    "funnel:edit": opportunity,
    "customers:team_member": helper,
    "inquiries:edit": inquiry,
    "inquiries:rule": routing_rule,
    "inquiries:source": own_source,
    "inquiries:form": web_form,
    "pool:edit": pool,
    "pool:rule": pool_rule,
    "pool:cap": cap,
    "upkeep:requirement": requirement,
    "fields:edit": own_field,
    "handover:item": handed_over,
    "savedviews:change": view_name,
    "savedviews:share": view_audience,
    "access:role_fields": role_fields,
    "privacy:retention": retention,
}
# Raced for by two at the same moment, in test_two_editors; test_every_contest races for those above too, and for a
# webhook and one's own preferences.
RACED = {
    "webhooks:edit",
    "customers:edit", "site:cell", "customers:assign", "access:department", "access:person", "access:role",
    "importing:columns",
    "value:settings", "value:currency", "identity:preferences",
}  # fmt: skip
# A step on the version that was seen; who saw another one is told (409), and looks again.
STEPS = {
    "fields:retire", "fields:bring_back", "fields:kind", "handover:offer", "handover:accept", "handover:send_back",
    "handover:withdraw", "inquiries:assign", "inquiries:take", "inquiries:answer", "inquiries:choose",
    "inquiries:make", "inquiries:close", "inquiries:reopen", "duplicates:pair", "duplicates:people", "duplicates:judge",
    "duplicates:judge_people", "jobs:plan", "funnel:advance", "funnel:win", "funnel:lose", "funnel:reopen",
    "jobs:plan_undo", "importing:rows", "importing:encoding", "importing:add", "privacy:retention_run",
}  # fmt: skip
# Adds something of its own, once for each key.
ADDS = {
    "customers:add", "customers:team_add", "people:add", "people:place", "people:consent", "dossier:add",
    "inquiries:add", "inquiries:rule_add",
    "inquiries:source_add", "inquiries:form_add", "ask:form", "fields:add", "pool:add", "pool:cap_add",
    "pool:rule_add", "upkeep:add", "webhooks:list", "tokens:list", "savedviews:keep", "importing:list",
    "importing:sample_load", "handover:start", "access:departments", "access:role_copy", "identity:invite",
    "identity:member_link", "api:customers", "api:inquiries", "api:calls", "api:claims", "api:returns", "site:bulk",
    "activity:write", "funnel:add", "api:opportunities_of", "api:follow_ups",
    "api:contacts_at", "api:views", "api:positions", "api:addresses",
    "api:registrations", "api:invoice_titles", "api:ties", "pool:deal", "pool:lock",
    "api:handovers",
    "pool:rule_run", "handover:into_pool", "value:run", "duplicates:scan", "resource:count",
    "jobs:make_file", "privacy:erase",
}  # fmt: skip
# Does one thing, whatever stood there; nobody's text is written over.
ACTS = {
    "customers:reveal", "people:reveal", "inquiries:reveal", "site:delete", "site:restore", "people:delete",
    "people:restore",
    "people:leave", "people:come_back", "people:primary", "dossier:remove", "duplicates:undo",
    "duplicates:undo_people", "pool:claim",
    "pool:give", "pool:release", "pool:rule_remove", "pool:cap_remove", "upkeep:remove", "inquiries:rule_remove",
    "inquiries:source_remove",
    "webhooks:renew", "webhooks:test", "webhooks:pause", "webhooks:remove", "webhooks:retry", "tokens:revoke",
    "outbox:release", "outbox:retry", "importing:undo", "importing:discard", "importing:sample_remove",
    "pool:unlock", "activity:remove", "funnel:delete", "funnel:restore",
    "fields:move", "access:department_remove", "access:role_remove", "access:person_roles", "access:person_deputies",
    "identity:member_act", "calls:screen", "ask:thanks", "ask:confirm", "web:switch_language", "web:switch_theme",
}  # fmt: skip
# One's own sign-in and its proofs.
ONES_OWN = ("identity:", "account_", "mfa_", "openid_", "dingtalk_", "feishu_", "weixin_")


def test_every_address_that_changes_something_is_classified() -> None:
    changing = {
        name
        for name, (_right, _read, sent) in MATRIX.items()
        if sent is not NO_SUCH_METHOD and sent is not NO_SUCH_CALL
    }
    classes = [set(EDITS), RACED, STEPS, ADDS, ACTS]
    known = set().union(*classes)
    assert {name for name in changing - known if not name.startswith(ONES_OWN)} == set()
    assert known - set(MATRIX) == set()
    assert sum(map(len, classes)) == len(known)


@pytest.fixture
def ada(db: None) -> Member:
    return make_member("ada", PROPRIETOR, name="Ada", is_administrator=True, language="en")


def browser(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member)
    return client


def filled(client: Client, edit: Edit) -> dict[str, object]:
    """The form as it stands when it is opened, with all boxes as a browser sends them."""
    page = edit.page or edit.path
    text = client.get(page).text
    offered = [f for f in forms_of(text, page) if f.action == edit.path and f.method == "post"]
    form = max(offered, key=lambda f: len(f.values))
    boxes: dict[str, list[str]] = {}
    for box in re.findall(r"<input [^>]*checkbox[^>]*checked[^>]*>", text):
        name, value = (re.search(rf'{part}="([^"]*)"', box) for part in ("name", "value"))
        if name and value:
            boxes.setdefault(name[1], []).append(value[1])
    form.values.pop("remove", None)  # another button of the same form
    return {**form.values, **{name: ticked for name, ticked in boxes.items() if len(ticked) > 1}}


@pytest.mark.parametrize("name", EDITS)
def test_the_second_of_two_sees_both_texts_and_the_choice_is_saved(
    ada: Member, name: str, cases: Cases
) -> None:
    edit, windows = EDITS[name](ada), [browser(ada), browser(ada)]
    before = [filled(window, edit) for window in windows]
    first = windows[0].post(edit.path, before[0] | edit.typed[0])
    assert first.status_code == 302, first.text
    second = windows[1].post(edit.path, before[1] | edit.typed[1])
    assert second.status_code == 409
    assert all(text in second.text for text in edit.shown)
    choice = opened_choice(second.text, edit)
    assert windows[1].post(edit.path, choice | edit.typed[1]).status_code == 302
    cases.add()


def opened_choice(page: str, edit: Edit) -> dict[str, object]:
    """What the page of both texts sends, with every field that differs as the second typed it."""
    return dict(forms_of(page, edit.path)[-1].values)
