"""Without room on the disk nothing is stored; what was typed is kept on the page, and goes in once there is room."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import Settings

from vitalfew.customers.api import Customer
from vitalfew.kernel import room
from vitalfew.site.tests.page_forms import forms_of

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
TYPED = {"name": "Olga <b>&", "kind": "business", "country": "Perú"}


@pytest.fixture(autouse=True)
def no_room(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings.DATABASE_FOLDERS = [tmp_path]
    monkeypatch.setattr(room, "RESERVE", 2**62)


def test_what_was_typed_is_sent_again_from_the_page_that_refused(
    seller: Client, settings: Settings
) -> None:
    refused = seller.post("/customers/new/", urlencode(TYPED), content_type=FORM)
    assert refused.status_code == 507
    assert "no room left" in refused.text
    assert not Customer.objects.exists()
    again = next(
        form for form in forms_of(refused.text, "/customers/new/") if "country" in form.values
    )
    assert {name: again.values[name] for name in TYPED} == TYPED
    settings.DATABASE_FOLDERS = []
    assert seller.post(again.action, again.values).status_code == 302
    assert Customer.objects.get().name == TYPED["name"]


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "磁盘"), ("zh-hant", "磁碟")])
def test_the_refusal_speaks_the_language_of_the_reader(
    seller: Client, language: str, words: str
) -> None:
    answer = seller.post("/customers/new/", {"name": "Olga"}, headers={"accept-language": language})
    assert words in answer.text


def test_a_password_is_never_written_into_a_page(seller: Client) -> None:
    typed = "old_password=QX7315982&new_password=QX7315982"
    answer = seller.post("/customers/new/", typed, content_type=FORM)
    assert answer.status_code == 507
    assert "QX7315982" not in answer.text
