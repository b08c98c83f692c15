"""The administrators' page: who is invited, who leaves, and that nobody else may."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from vitalfew.audit.models import Event
from vitalfew.identity import administering
from vitalfew.identity.api import Member, create_member
from vitalfew.identity.errors import LastAdministrator, NotAnAdministrator
from vitalfew.identity.models import SignInLink
from vitalfew.identity.tests.conftest import PASSWORD, inside, with_app, work_off

LIN = {"username": "lin", "name": "林小雨", "email": "lin@example.com"}
NEW = {"new_password1": "pareto-1897-lausanne", "new_password2": "pareto-1897-lausanne"}


@pytest.fixture
def office(ada: Member) -> Client:
    """The administrator's browser."""
    return inside(ada)


def link_on(page: str) -> str:
    found = re.search(r'value="http://testserver(/welcome/[^"]+)"', page)
    assert found is not None, page
    return found.group(1)


def link_in_mail() -> str:
    found = re.search(r"http://testserver(/welcome/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found.group(1)


def last_event() -> tuple[str, str]:
    event = Event.objects.order_by("-pk")[0]
    return event.verb, event.subject


def test_an_invitation_is_a_link_to_hand_over_and_leads_to_a_password(office: Client) -> None:
    link = link_on(office.post("/settings/members/invite/", LIN).content.decode())
    lin = Member.objects.get(username="lin")
    assert (lin.name, lin.has_usable_password(), lin.last_login) == ("林小雨", False, None)
    guest = Client()
    assert guest.post(link)["Location"] == "/password/choose/"
    assert guest.post("/password/choose/", NEW)["Location"] == "/"
    assert Client().get(link).status_code == 410


def test_an_invitation_by_mail_brings_the_link_and_proves_the_address(
    office: Client, mailing: None
) -> None:
    sent = office.post("/settings/members/invite/", LIN | {"send_mail": "on"})
    lin = Member.objects.get(username="lin")
    assert sent["Location"] == f"/settings/members/{lin.pk}/"
    assert not mail.outbox
    work_off()
    assert mail.outbox[0].to == ["lin@example.com"]
    assert mail.outbox[0].subject == "You are invited to Vital Few"
    assert Client().post(link_in_mail())["Location"] == "/password/choose/"


def test_a_mail_is_written_in_the_language_of_its_reader(ada: Member, mailing: None) -> None:
    office = inside(ada)
    create_member(username="lin", name="林小雨", email="lin@example.com", language="zh-hant")
    lin = Member.objects.get(username="lin")
    office.post(f"/settings/members/{lin.pk}/link/", {"by_mail": "1"})
    work_off()
    assert mail.outbox[0].subject == "邀請您使用關鍵少數"
    assert "林小雨，您好：" in str(mail.outbox[0].body)


def test_a_second_invitation_ends_the_first(office: Client) -> None:
    first = link_on(office.post("/settings/members/invite/", LIN).content.decode())
    lin = Member.objects.get(username="lin")
    second = link_on(office.post(f"/settings/members/{lin.pk}/link/").content.decode())
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200


def test_a_link_is_shown_once_and_never_again(office: Client) -> None:
    link = link_on(office.post("/settings/members/invite/", LIN).content.decode())
    lin = Member.objects.get(username="lin")
    for path in ("/settings/members/", f"/settings/members/{lin.pk}/"):
        assert link.split("/")[2] not in office.get(path).content.decode()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"username": "ADA"}, "Somebody signs in by this name already"),
        ({"username": ""}, "This field is required"),
        ({"email": "min@example.com"}, "Another member has this e-mail address"),
        ({"email": "no address"}, "Enter a valid email address"),
    ],
)
def test_an_invitation_that_cannot_be_says_why_and_keeps_what_was_typed(
    office: Client, min_: Member, given: dict[str, str], field: str
) -> None:
    answer = office.post("/settings/members/invite/", LIN | given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert field in page
    assert 'value="林小雨"' in page
    assert not Member.objects.filter(username="lin").exists()


def test_the_list_tells_who_is_active_invited_and_gone(office: Client, min_: Member) -> None:
    create_member(username="lin", name="林小雨")
    administering.deactivate(actor=None, member=min_)
    page = office.get("/settings/members/").content.decode()
    for word in ("Ada", "林小雨", "周敏", "Invited", "Deactivated", "Administrator"):
        assert word in page
    invited = office.get("/settings/members/?state=invited").content.decode()
    assert "林小雨" in invited
    assert "周敏" not in invited
    assert "周敏" in office.get("/settings/members/?q=min@").content.decode()


def test_a_deactivated_member_is_out_and_every_link_is_dead(office: Client, min_: Member) -> None:
    link = link_on(office.post(f"/settings/members/{min_.pk}/link/").content.decode())
    client = inside(min_)
    assert office.post(f"/settings/members/{min_.pk}/deactivate/").status_code == 302
    assert last_event() == ("member.deactivate", f"member:{min_.pk}")
    assert client.get("/preferences/").status_code == 302
    assert Client().get(link).status_code == 410
    assert not SignInLink.objects.exists()
    office.post(f"/settings/members/{min_.pk}/reactivate/")
    assert last_event() == ("member.reactivate", f"member:{min_.pk}")
    assert Client().get(link).status_code == 410
    inside(min_)


def test_an_administrator_is_made_and_unmade(office: Client, min_: Member) -> None:
    office.post(f"/settings/members/{min_.pk}/make-administrator/")
    assert last_event() == ("member.make_administrator", f"member:{min_.pk}")
    assert inside(min_).get("/settings/members/").status_code == 200
    office.post(f"/settings/members/{min_.pk}/unmake-administrator/")
    assert inside(min_).get("/settings/members/").status_code == 403


def test_a_lost_second_factor_is_reset(office: Client, min_: Member) -> None:
    with_app(min_)
    office.post(f"/settings/members/{min_.pk}/reset-second-factor/")
    assert last_event() == ("member.reset_second_factor", f"member:{min_.pk}")
    assert inside(min_).session["_auth_user_id"] == str(min_.pk)


@pytest.mark.parametrize("act", ["deactivate", "unmake-administrator"])
def test_the_last_active_administrator_stays(office: Client, ada: Member, act: str) -> None:
    Member.objects.create(username="gone", is_administrator=True, is_active=False)
    assert office.post(f"/settings/members/{ada.pk}/{act}/").status_code == 409
    ada.refresh_from_db()
    assert (ada.is_active, ada.is_administrator) == (True, True)
    with pytest.raises(LastAdministrator):
        administering.deactivate(actor=None, member=ada)


@pytest.mark.parametrize(
    "path",
    ["deactivate/", "reactivate/", "make-administrator/", "unmake-administrator/",
     "reset-second-factor/", "sign-out/", "link/"],
)  # fmt: skip
def test_who_is_no_administrator_changes_nobody_not_even_themselves(
    min_: Member, ada: Member, path: str
) -> None:
    client = inside(min_)
    for member in (ada, min_):
        before = Member.objects.values().get(pk=member.pk)
        assert client.post(f"/settings/members/{member.pk}/{path}").status_code == 403
        assert Member.objects.values().get(pk=member.pk) == before
    assert client.post("/settings/members/invite/", LIN).status_code == 403
    assert Member.objects.count() == 2


def test_the_verbs_themselves_refuse_who_is_no_administrator(min_: Member, ada: Member) -> None:
    for verb in (
        administering.deactivate,
        administering.reactivate,
        administering.make_administrator,
        administering.unmake_administrator,
        administering.reset_second_factor,
        administering.sign_out_everywhere,
        administering.make_link,
    ):
        with pytest.raises(NotAnAdministrator):
            verb(actor=min_, member=ada)


def test_an_unknown_act_and_an_unknown_member_are_not_there(office: Client, ada: Member) -> None:
    assert office.post(f"/settings/members/{ada.pk}/promote/").status_code == 404
    assert office.get("/settings/members/999999/").status_code == 404


def test_only_administrators_see_the_way_to_members(office: Client, min_: Member) -> None:
    assert 'href="/settings/members/"' in office.get("/preferences/").content.decode()
    assert "/settings/members/" not in inside(min_).get("/preferences/").content.decode()


# The forgotten password, by mail.


def forgot(name: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.post("/password/forgotten/", {"username": name})
    work_off()
    return client


@pytest.mark.parametrize("name", ["min", "MIN", "min@example.com", "Min@Example.com"])
def test_a_forgotten_password_is_replaced_by_way_of_mail(
    min_: Member, mailing: None, name: str
) -> None:
    client = forgot(name)
    assert mail.outbox[0].to == ["min@example.com"]
    assert client.post(link_in_mail())["Location"] == "/password/choose/"
    client.post("/password/choose/", NEW)
    min_.refresh_from_db()
    assert min_.check_password("pareto-1897-lausanne")


@pytest.mark.parametrize("name", ["nobody", "nobody@example.com", "gone", "typed"])
def test_nobody_gets_mail_who_is_unknown_gone_or_has_no_proven_address(
    min_: Member, mailing: None, name: str
) -> None:
    create_member(username="gone", email="gone@example.com")
    Member.objects.filter(username="gone").update(is_active=False)
    Member.objects.create(username="typed", email="typed@example.com")
    forgot(name)
    assert not mail.outbox


def test_asking_looks_the_same_for_a_name_that_nobody_has(min_: Member, mailing: None) -> None:
    def answer(name: str) -> tuple[int, str]:
        page = Client().post("/password/forgotten/", {"username": name})
        return page.status_code, re.sub(r"\b\w{64}\b", "CSRF", page.content.decode())

    assert answer("min") == answer("nobody")


def test_without_a_mail_server_the_page_says_whom_to_ask(min_: Member, english: Client) -> None:
    page = english.post("/password/forgotten/", {"username": "min"}).content.decode()
    assert "This installation sends no mail" in english.get("/password/forgotten/").content.decode()
    assert "on its way" not in page


def test_a_link_by_mail_dies_when_the_password_is_changed_otherwise(
    min_: Member, mailing: None
) -> None:
    forgot("min")
    inside(min_).post("/password/", NEW | {"old_password": PASSWORD})
    assert Client().get(link_in_mail()).status_code == 410


def test_a_changed_address_is_asked_whether_it_is_the_member_s(min_: Member, mailing: None) -> None:
    client = inside(min_)
    mine = {"name": "周敏", "email": "New@example.com", "theme": "light", "amount_unit": "full"}
    client.post("/preferences/", mine)
    assert not EmailAddress.objects.filter(user=min_).exists()
    work_off()
    assert mail.outbox[0].to == ["new@example.com"]
    path = re.search(r"http://testserver(/preferences/e-mail/\S+)", str(mail.outbox[0].body))
    assert path is not None
    client.get(path.group(1))
    assert not EmailAddress.objects.filter(user=min_).exists()
    client.post(path.group(1))
    assert EmailAddress.objects.get(user=min_, verified=True).email == "new@example.com"


def test_the_proof_of_an_address_is_worth_nothing_to_another_member(
    min_: Member, ada: Member, mailing: None
) -> None:
    mine = {"name": "", "email": "new@example.com", "theme": "light", "amount_unit": "full"}
    inside(min_).post("/preferences/", mine)
    work_off()
    path = re.search(r"testserver(/preferences/e-mail/\S+)", str(mail.outbox[0].body))
    assert path is not None
    assert inside(ada).post(path.group(1)).status_code == 403


def test_one_cannot_take_another_member_s_address(min_: Member, ada: Member) -> None:
    mine = {"name": "", "email": "MIN@example.com", "theme": "light", "amount_unit": "full"}
    answer = inside(ada).post("/preferences/", mine)
    assert answer.status_code == 422
    ada.refresh_from_db()
    assert ada.email == ""
