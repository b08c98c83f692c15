"""Views of lists: kept, changed, shared, arranged; a view gives nobody a right."""

import pytest
from django.test import Client

from vitalfew.access.api import (
    AUDITOR,
    CUSTOMER_OFFICE,
    SALES_MANAGER,
    SALESPERSON,
    FieldRule,
)
from vitalfew.access.tests.cast import limit, make_department, make_member, place
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput
from vitalfew.savedviews.actions import keep, move, open_with, share
from vitalfew.savedviews.models import Audience, SavedView
from vitalfew.savedviews.queries import arranged

pytestmark = pytest.mark.django_db
LIST = "/customers/"


def browser(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member)
    return client


@pytest.fixture
def lin() -> Member:
    return make_member("lin", SALES_MANAGER, name="Lin", language="en")


def kept(
    member: Member, name: str = "Machines", query: str = "country=Peru&sort=name"
) -> SavedView:
    return keep(actor=member, listing="customers", name=name, query=query)


def names(member: Member) -> list[str]:
    return [view.name for view in arranged(member, "customers")]


@pytest.mark.parametrize("name", ["", "  ", "宽" * 61, "a\x00b"])
def test_a_name_that_is_none_or_too_long_is_refused_not_cut(lin: Member, name: str) -> None:
    with pytest.raises(BadInput):
        kept(lin, name)
    assert not SavedView.objects.exists()


def test_what_a_list_is_asked_for_becomes_a_tab(lin: Member) -> None:
    make_customer("Birch", country="Peru", owner=lin)
    client = browser(lin)
    page = client.get(f"{LIST}?country=Peru&sort=name&page=2&count=all")
    assert "Save as a view" in page.text
    assert page.context["listing"].tabs.state == "country=Peru&sort=name"
    sent = {"name": "  Machines ", "query": "country=Peru&sort=name", "list": LIST}
    answer = client.post("/views/customers/keep/", sent)
    view = SavedView.objects.get()
    assert answer["Location"] == f"{LIST}?country=Peru&sort=name&view={view.pk}"
    shown = client.get(answer["Location"])
    tabs = shown.context["listing"].tabs
    assert [(tab.name, tab.is_current) for tab in tabs.shown] == [("Machines", True)]
    assert not tabs.is_changed
    assert "Save as a view" not in shown.text


def test_what_was_changed_since_is_said_saved_and_taken_back(lin: Member) -> None:
    make_customer("Birch", country="Peru", owner=lin)
    view, client = kept(lin), browser(lin)
    changed = client.get(f"{LIST}?country=Peru&sort=-name&cols=name,country&view={view.pk}")
    tabs = changed.context["listing"].tabs
    assert "Changed, not saved" in changed.text
    assert tabs.reset_url == f"{LIST}?country=Peru&sort=name&view={view.pk}"
    sent = {"query": tabs.state, "version": tabs.current.version, "list": LIST}
    again = client.post(tabs.current.save_url, sent)
    assert not client.get(again["Location"]).context["listing"].tabs.is_changed
    stale = client.post(tabs.current.save_url, sent)
    assert stale.status_code == 409
    view.refresh_from_db()
    assert view.query == "cols=name,country&country=Peru&sort=-name"


def test_a_list_opens_with_the_view_one_chose_until_one_asks_for_everything(lin: Member) -> None:
    view, client = kept(lin), browser(lin)
    client.post(f"/views/{view.pk}/open/", {"list": LIST})
    assert client.get(LIST)["Location"] == f"{LIST}?country=Peru&sort=name&view={view.pk}"
    assert client.get(f"{LIST}?view=all").status_code == 200
    assert client.get(f"{LIST}?tier=A").status_code == 200
    client.post(f"/views/{view.pk}/open/", {"list": LIST})
    assert client.get(LIST).status_code == 200


def test_only_one_view_is_the_one_a_list_opens_with(lin: Member) -> None:
    first, second = kept(lin, "One"), kept(lin, "Two")
    open_with(actor=lin, view_id=first.pk)
    open_with(actor=lin, view_id=second.pk)
    assert [view.first for view in arranged(lin, "customers")] == [False, True]  # type: ignore[attr-defined]


def test_tabs_stand_as_one_arranged_them_and_for_nobody_else(lin: Member) -> None:
    one, two, three = (kept(lin, name) for name in ("One", "Two", "Three"))
    share(actor=lin, view_id=three.pk, audience="everybody")
    move(actor=lin, view_id=three.pk, step=-1)
    move(actor=lin, view_id=one.pk, step=1)
    assert names(lin) == ["Three", "One", "Two"]
    assert names(make_member("mo", SALESPERSON)) == ["Three"]
    assert {two.pk, one.pk} <= {view.pk for view in arranged(lin, "customers")}


def test_a_view_is_found_by_those_it_is_shared_with(lin: Member) -> None:
    sales = make_department("Sales")
    east, west = make_department("East", sales), make_department("West", sales)
    place(lin, sales)
    near = place(make_member("near", SALESPERSON), east)
    far = place(make_member("far", AUDITOR), make_department("Audit"))
    view = kept(lin)
    found = {
        "private": (False, False),
        "everybody": (True, True),
        f"department-{sales.pk}": (True, False),
        "ready-auditor": (False, True),
    }
    for audience, expected in found.items():
        share(actor=lin, view_id=view.pk, audience=audience)
        assert (bool(names(near)), bool(names(far))) == expected, audience
    answer = browser(lin).post(f"/views/{view.pk}/share/", {"audience": f"department-{west.pk}"})
    assert answer.status_code == 422  # neither one's own department nor one above it


def test_sharing_takes_the_right_and_others_views_are_not_changed(lin: Member) -> None:
    sally = make_member("sally", SALESPERSON, language="en")
    own, shared = kept(sally), kept(lin, "Shared")
    assert (
        browser(sally).post(f"/views/{own.pk}/share/", {"audience": "everybody"}).status_code == 403
    )
    assert browser(sally).post(f"/views/{shared.pk}/delete/").status_code == 404
    share(actor=lin, view_id=shared.pk, audience="everybody")
    for verb in ("delete", "rename", "save"):
        answer = browser(sally).post(f"/views/{shared.pk}/{verb}/", {"name": "Mine", "version": 1})
        assert answer.status_code == 403, verb
    assert (
        browser(sally)
        .get(f"{LIST}?country=Chile&view={shared.pk}")
        .context["listing"]
        .tabs.current.save_url
        == ""
    )
    assert SavedView.objects.get(pk=shared.pk).name == "Shared"


def test_a_shared_view_whose_maker_left_can_be_cleared_away(lin: Member) -> None:
    office = make_member("olive", CUSTOMER_OFFICE, language="en")
    view = kept(lin)
    share(actor=lin, view_id=view.pk, audience="everybody")
    assert browser(office).post(f"/views/{view.pk}/delete/").status_code == 403
    Member.objects.filter(pk=lin.pk).update(is_active=False)
    assert browser(office).post(f"/views/{view.pk}/delete/").status_code == 302
    assert not SavedView.objects.exists()


def test_whoever_opens_a_shared_view_sees_their_own_rows(lin: Member) -> None:
    sally = make_member("sally", SALESPERSON, language="en")
    make_customer("Of Sally", country="Peru", owner=sally)
    make_customer("Of Lin", country="Peru", owner=lin)
    view = kept(lin)
    share(actor=lin, view_id=view.pk, audience="everybody")
    text = browser(sally).get(f"{LIST}?{view.query}&view={view.pk}").text
    assert "Of Sally" in text
    assert "Of Lin" not in text


def test_a_filter_of_a_field_one_does_not_see_is_dropped_with_a_sentence(lin: Member) -> None:
    sally = make_member("sally", SALESPERSON, language="en")
    make_customer("Elsewhere", country="Chile", owner=sally)
    view = kept(lin)
    share(actor=lin, view_id=view.pk, audience="everybody")
    limit(FieldRule.HIDDEN, "customers.country")
    text = browser(sally).get(f"{LIST}?{view.query}&cols=name,country&view={view.pk}").text
    assert "“Country or region” is not shown to you, so the list is not narrowed by it." in text
    assert "Elsewhere" in text
    assert "Chile" not in text


def test_a_view_needs_a_name_of_its_own(lin: Member) -> None:
    client = browser(lin)
    kept(lin)
    for name in ("", "  ", "Machines"):
        assert client.post("/views/customers/keep/", {"name": name, "query": ""}).status_code == 422
    view = kept(lin, "Other")
    assert client.post(f"/views/{view.pk}/rename/", {"name": "Machines"}).status_code == 422
    assert client.post(f"/views/{view.pk}/rename/", {"name": "Third"}).status_code == 302
    assert names(lin) == ["Machines", "Third"]


def test_one_is_led_back_to_a_list_and_to_no_other_site(lin: Member) -> None:
    sent = {"name": "x", "query": "", "list": "https://evil.example/customers/"}
    assert (
        browser(lin)
        .post("/views/customers/keep/", sent)["Location"]
        .startswith("/customers/?view=")
    )
    sent = {"name": "y", "query": "", "list": "//evil.example/"}
    assert not browser(lin).post("/views/customers/keep/", sent)["Location"].startswith("//")


def test_the_page_of_views_names_who_finds_each(lin: Member) -> None:
    view = kept(lin)
    share(actor=lin, view_id=view.pk, audience="everybody")
    text = browser(lin).get(f"/views/customers/?list={LIST}").text
    assert "Everybody" in text
    assert 'value="Machines"' in text
    assert Audience(SavedView.objects.get().audience) == Audience.EVERYBODY
