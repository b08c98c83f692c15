"""One-time links: for the first administrator, for new members, for forgotten passwords."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from vitalfew.identity.api import Member, create_member, first_administrator, sign_in_link
from vitalfew.identity.errors import NameTaken
from vitalfew.identity.models import SignInLink
from vitalfew.identity.rules import LINK_LIFE
from vitalfew.identity.tests.conftest import PASSWORD

pytestmark = pytest.mark.fault("A9")

Kind = SignInLink.Kind


def test_looking_at_a_link_does_not_use_it_up(min_: Member, client: Client) -> None:
    link = sign_in_link(min_)
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert client.post(link)["Location"] == "/password/choose/"
    assert client.session["_auth_user_id"] == str(min_.pk)


def test_a_link_works_once(min_: Member, client: Client) -> None:
    link = sign_in_link(min_)
    client.post(link)
    stranger = Client()
    assert stranger.post(link)["Location"] == link
    assert "_auth_user_id" not in stranger.session
    assert stranger.get(link).status_code == 410


def test_an_older_link_dies_with_the_newer_one(min_: Member, client: Client) -> None:
    older = sign_in_link(min_)
    client.post(sign_in_link(min_))
    assert Client().get(older).status_code == 410


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_link_dies_when_its_time_is_over(
    min_: Member, client: Client, kind: SignInLink.Kind
) -> None:
    link = sign_in_link(min_, kind)
    SignInLink.objects.update(expires_at=timezone.now() + timedelta(seconds=5))
    assert client.get(link).status_code == 200
    SignInLink.objects.update(expires_at=timezone.now())
    assert client.get(link).status_code == 410
    assert client.post(link)["Location"] == link


def test_a_link_for_a_forgotten_password_lives_an_hour_and_an_invitation_a_week() -> None:
    assert LINK_LIFE[Kind.RESET] == timedelta(hours=1)
    assert LINK_LIFE[Kind.INVITATION] == timedelta(days=7)


@pytest.mark.parametrize("token", ["MQ", "x", "!!", "a" * 43, "%00", "../sign-in"])
def test_a_made_up_link_does_not_work(min_: Member, client: Client, token: str) -> None:
    sign_in_link(min_)
    assert client.get(f"/welcome/{token}/").status_code in {404, 410}


def test_only_the_hash_of_a_link_is_kept(min_: Member) -> None:
    token = sign_in_link(min_).split("/")[-2]
    kept = SignInLink.objects.values_list("digest", "password_print", "mailed_to").get()
    assert all(token not in value for value in kept)


def test_a_new_password_ends_every_link_from_before(min_: Member, client: Client) -> None:
    link = sign_in_link(min_)
    min_.set_password("pareto-1897-lausanne")
    min_.save()
    assert client.get(link).status_code == 410


def test_a_second_invitation_ends_the_first(min_: Member, client: Client) -> None:
    first, second = (sign_in_link(min_, Kind.INVITATION) for _ in range(2))
    assert (client.get(first).status_code, client.get(second).status_code) == (410, 200)


def test_a_link_of_a_member_who_left_does_not_work(min_: Member, client: Client) -> None:
    link = sign_in_link(min_)
    Member.objects.update(is_active=False)
    assert client.get(link).status_code == 410


def test_after_a_link_one_chooses_a_password_without_the_old_one(
    min_: Member, client: Client
) -> None:
    client.post(sign_in_link(min_))
    chosen = {"new_password1": "pareto-1897-lausanne", "new_password2": "pareto-1897-lausanne"}
    assert client.post("/password/choose/", chosen)["Location"] == "/"
    min_.refresh_from_db()
    assert min_.check_password("pareto-1897-lausanne")
    assert client.get("/style/").status_code == 200
    assert client.get("/password/choose/")["Location"] == "/password/"


def test_without_a_link_the_old_password_is_asked_for(min_: Member, client: Client) -> None:
    client.force_login(min_)
    assert client.get("/password/choose/")["Location"] == "/password/"
    wrong = {
        "old_password": "no",
        "new_password1": "pareto-1897-lausanne",
        "new_password2": "pareto-1897-lausanne",
    }
    assert client.post("/password/", wrong).status_code == 422
    assert client.post("/password/", wrong | {"old_password": PASSWORD})["Location"] == "/security/"


def test_a_new_password_signs_out_every_other_device(min_: Member, client: Client) -> None:
    elsewhere = Client()
    for device in (client, elsewhere):
        device.force_login(min_)
    new = {
        "old_password": PASSWORD,
        "new_password1": "pareto-1897-lausanne",
        "new_password2": "pareto-1897-lausanne",
    }
    client.post("/password/", new)
    assert client.get("/style/").status_code == 200
    assert elsewhere.get("/style/").status_code == 302


def test_the_first_administrator_is_made_once_and_welcomed_until_somebody_has_signed_in(
    db: None,
) -> None:
    first = first_administrator()
    assert first is not None
    assert (first.username, first.is_administrator, first.has_usable_password()) == (
        "admin",
        True,
        False,
    )
    assert first_administrator() == first
    Client().post(sign_in_link(first))
    assert first_administrator() is None
    assert Member.objects.count() == 1


def test_two_members_cannot_share_a_name(min_: Member) -> None:
    with pytest.raises(NameTaken):
        create_member(username="MIN")
