"""Authenticator apps and recovery codes: what opens, what does not, and what a half-open door shows."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from vitalfew.audit.models import Event
from vitalfew.identity.api import Member, sign_in_link
from vitalfew.identity.sessions import CONFIRMED_AT
from vitalfew.identity.tests.conftest import (
    app_code,
    half_inside,
    inside,
    recovery_codes,
    with_app,
)

pytestmark = pytest.mark.fault("A9")

SECOND = "/sign-in/second-factor/"


@pytest.fixture(autouse=True)
def not_at_the_edge_of_a_step() -> None:
    """A step of the app lasts 30 seconds; a test that begins at its end would see two."""
    left = 30 - time.time() % 30
    if left < 4:
        time.sleep(left)


def prove(client: Client, code: str) -> int:
    return client.post(SECOND, {"code": code}).status_code


def test_the_app_s_code_opens_the_second_step(min_: Member) -> None:
    secret = with_app(min_)
    client = half_inside(min_)
    answer = client.post(SECOND, {"code": app_code(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(min_.pk)


def test_the_page_one_wanted_is_still_known_after_the_second_step(min_: Member) -> None:
    secret = with_app(min_)
    client = Client()
    given = {"username": "min", "password": "vital-few-2026", "next": "/preferences/"}
    assert client.post("/sign-in/", given)["Location"] == SECOND
    assert client.post(SECOND, {"code": app_code(secret)})["Location"] == "/preferences/"


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}{1} ", "{0}\u3000{1}"])
def test_a_code_counts_with_the_gaps_that_apps_show(min_: Member, typed: str) -> None:
    code = app_code(with_app(min_))
    assert prove(half_inside(min_), typed.format(code[:3], code[3:])) == 302


def test_a_code_works_once(min_: Member) -> None:
    code = app_code(with_app(min_))
    assert prove(half_inside(min_), code) == 302
    assert prove(half_inside(min_), code) == 422


def test_a_code_from_before_the_last_one_used_is_over(min_: Member) -> None:
    secret = with_app(min_)
    assert prove(half_inside(min_), app_code(secret, 1)) == 302
    assert prove(half_inside(min_), app_code(secret)) == 422


@pytest.mark.parametrize(
    "code", ["", "000000", "12345678", "abc", "１２３", "null", "-1", "0" * 33]
)
def test_a_wrong_code_opens_nothing(min_: Member, code: str) -> None:
    with_app(min_)
    client = half_inside(min_)
    assert prove(client, code) == 422
    assert "_auth_user_id" not in client.session


def test_another_member_s_code_opens_nothing(min_: Member, ada: Member) -> None:
    with_app(min_)
    assert prove(half_inside(min_), app_code(with_app(ada))) == 422


@pytest.mark.parametrize(
    "path",
    ["/", "/preferences/", "/password/", "/password/choose/", "/security/", "/security/app/",
     "/settings/members/", "/customers/", "/jobs/", "/style/"],
)  # fmt: skip
def test_between_the_steps_only_the_second_step_is_there(min_: Member, path: str) -> None:
    with_app(min_)
    client = half_inside(min_)
    assert client.get(path)["Location"].startswith("/sign-in/?next=")
    assert client.get(SECOND).status_code == 200


def test_without_the_first_step_there_is_no_second(min_: Member, client: Client) -> None:
    secret = with_app(min_)
    assert client.get(SECOND)["Location"] == "/sign-in/"
    assert client.post(SECOND, {"code": app_code(secret)})["Location"] == "/sign-in/"
    assert client.post("/sign-in/second-factor/passkey/")["Location"] == "/sign-in/"


def test_the_session_gets_a_new_key_at_each_step(min_: Member) -> None:
    secret = with_app(min_)
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = str(session.session_key)
    client.cookies["sessionid"] = planted
    inside(min_, client)
    first = client.session.session_key
    prove(client, app_code(secret))
    assert len({planted, first, client.session.session_key}) == 3


def test_a_member_who_leaves_between_the_steps_stays_outside(min_: Member) -> None:
    secret = with_app(min_)
    client = half_inside(min_)
    Member.objects.update(is_active=False)
    assert client.post(SECOND, {"code": app_code(secret)})["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session


def test_a_new_password_between_the_steps_ends_the_sign_in(min_: Member) -> None:
    secret = with_app(min_)
    client = half_inside(min_)
    min_.set_password("pareto-1897-lausanne")
    min_.save()
    assert client.post(SECOND, {"code": app_code(secret)})["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session


def test_a_sign_in_link_does_not_go_round_the_second_factor(min_: Member) -> None:
    secret = with_app(min_)
    client = Client()
    assert client.post(sign_in_link(min_))["Location"] == SECOND
    assert "_auth_user_id" not in client.session
    assert client.post(SECOND, {"code": app_code(secret)})["Location"] == "/password/choose/"
    assert client.get("/password/choose/").status_code == 200


def test_each_recovery_code_opens_once(min_: Member) -> None:
    with_app(min_)
    first, second, *_ = recovery_codes(min_)
    assert prove(half_inside(min_), first) == 302
    assert prove(half_inside(min_), first) == 422
    assert prove(half_inside(min_), second) == 302


def test_new_recovery_codes_end_the_old_ones(min_: Member) -> None:
    with_app(min_)
    old, new = recovery_codes(min_), recovery_codes(min_)
    assert len(set(old + new)) == 20
    assert prove(half_inside(min_), old[0]) == 422
    assert prove(half_inside(min_), new[0]) == 302


def test_the_first_factor_brings_recovery_codes_and_the_last_one_takes_them_away(
    min_: Member,
) -> None:
    with_app(min_)
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    client = Client()
    client.force_login(min_)
    client.post(reverse("identity:remove_factor", args=[Authenticator.objects.get(type="totp").pk]))
    assert not Authenticator.objects.exists()
    assert inside(min_).session["_auth_user_id"] == str(min_.pk)


def test_neither_the_app_s_secret_nor_a_code_can_be_read_in_the_database(min_: Member) -> None:
    secret = with_app(min_)
    kept = " ".join(str(data) for data in Authenticator.objects.values_list("data", flat=True))
    assert secret not in kept
    assert not any(code in kept for code in recovery_codes(min_))


def test_guessing_codes_is_stopped_and_says_when_to_come_back(min_: Member) -> None:
    secret = with_app(min_)
    client = half_inside(min_)
    for _ in range(10):
        assert prove(client, "000000") == 422
    refused = client.post(SECOND, {"code": app_code(secret)})
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 900


def test_setting_up_needs_a_fresh_proof_of_who_one_is(min_: Member, english: Client) -> None:
    english.force_login(min_)
    session = english.session
    session[CONFIRMED_AT] -= timedelta(minutes=16).total_seconds()
    session.save()
    asked = english.post("/security/app/begin/")["Location"]
    assert asked == "/security/confirm/?next=%2Fsecurity%2F"
    assert english.post(asked, {"password": "guess"}).status_code == 422
    assert english.post(asked, {"password": "vital-few-2026"})["Location"] == "/security/"
    assert english.post("/security/app/begin/")["Location"] == "/security/app/"


def test_an_app_that_shows_another_code_is_not_set_up(min_: Member, client: Client) -> None:
    client.force_login(min_)
    client.post("/security/app/begin/")
    assert client.post("/security/app/", {"code": "000000"}).status_code == 422
    assert not Authenticator.objects.exists()


def test_a_new_factor_signs_out_every_other_device(min_: Member) -> None:
    elsewhere = inside(min_)
    with_app(min_)
    assert elsewhere.get("/preferences/").status_code == 302


def test_one_cannot_remove_another_member_s_factor(min_: Member, ada: Member) -> None:
    with_app(min_)
    client = Client()
    client.force_login(ada)
    for pk in Authenticator.objects.values_list("pk", flat=True):
        client.post(reverse("identity:remove_factor", args=[pk]))
    assert Authenticator.objects.filter(user=min_).count() == 2


def test_where_the_company_wants_it_an_administrator_first_sets_a_second_factor_up(
    ada: Member, min_: Member, settings: Settings
) -> None:
    settings.ADMINISTRATORS_NEED_SECOND_FACTOR = True
    client = inside(ada)
    for path in ("/", "/settings/members/", "/preferences/", "/customers/"):
        assert client.get(path)["Location"] == "/security/"
    assert client.get("/customers/", headers={"HX-Request": "true"})["HX-Redirect"] == "/security/"
    assert "must have a second factor" in client.get("/security/").content.decode()
    assert inside(min_).get("/preferences/").status_code == 200

    with_app(ada)
    signed_in = Client()
    signed_in.force_login(ada)
    assert signed_in.get("/settings/members/").status_code == 200


def test_where_the_company_wants_it_an_administrator_keeps_the_last_factor(
    ada: Member, settings: Settings
) -> None:
    settings.ADMINISTRATORS_NEED_SECOND_FACTOR = True
    with_app(ada)
    client = Client()
    client.force_login(ada)
    app = Authenticator.objects.get(type="totp")
    assert client.post(reverse("identity:remove_factor", args=[app.pk])).status_code == 409
    assert Authenticator.objects.filter(user=ada).count() == 2


def test_what_happens_to_second_factors_is_logged(min_: Member) -> None:
    with_app(min_)
    recovery_codes(min_)
    verbs = Event.objects.filter(subject=f"member:{min_.pk}").values_list("verb", flat=True)
    assert {"member.add_app", "member.new_recovery_codes"} <= set(verbs)
