"""A file too large for a request is made by a task: the same rows, rights and fields, for whoever asked alone."""

import io
import os
import time
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from vitalfew.access.api import CUSTOMER_OFFICE, SALES_MANAGER
from vitalfew.access.models import Holding
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.audit.models import Event
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, drop_old_files, finish
from vitalfew.jobs.exporting import file_of
from vitalfew.privacy.erasing import erase
from vitalfew.site.tests.page_forms import forms_of
from vitalfew.web.listing import large

pytestmark = pytest.mark.django_db
LIST = "/customers/"


@pytest.fixture(autouse=True)
def limit(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    monkeypatch.setattr(large, "LARGE", 3)


@pytest.fixture
def office() -> Member:
    for number in range(6):
        make_customer(f"Firm {number}", f"C{number}", country="Peru" if number else "Chile")
    return make_member("olive", CUSTOMER_OFFICE, language="en")


def browser_of(member: Member) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(member)
    return browser


def asked(member: Member, query: str = "?format=xlsx") -> Job:
    """The task that makes the file, once its offer was accepted."""
    browser = browser_of(member)
    page = browser.get(LIST + query)
    form = next(f for f in forms_of(page.text, LIST) if f.action == reverse("jobs:make_file"))
    answer = browser.post(form.action, form.values)
    assert answer.status_code == 302
    return Job.objects.latest("created_at")


def taken(member: Member, job: Job):
    return browser_of(member).get(reverse("jobs:file", args=[job.pk]))


def words_in(workbook: bytes) -> str:
    """Everything that is packed into it."""
    book = zipfile.ZipFile(io.BytesIO(workbook))
    return "\n".join(book.read(name).decode() for name in book.namelist())


def test_the_page_says_how_many_rows_and_a_task_makes_the_same_file(office: Member) -> None:
    assert "It has 6 rows." in browser_of(office).get(f"{LIST}?format=xlsx").text
    job = finish(asked(office))
    assert job.state == "done", job.failure
    assert f"/jobs/{job.pk}/file/" in browser_of(office).get(f"/jobs/{job.pk}/").text
    answer = taken(office, job)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="customers-')
    told = words_in(answer.getvalue())
    assert all(f"Firm {number}" in told for number in range(6))


def test_filters_hold_and_text_files_go_the_same_way(office: Member) -> None:
    job = finish(asked(office, "?format=csv&q=Firm&country=Peru"))
    told = taken(office, job).getvalue().decode()
    assert "Firm 1" in told
    assert "Firm 0" not in told


def test_a_small_file_is_there_at_once(office: Member) -> None:
    answer = browser_of(office).get(f"{LIST}?format=csv&q=C1")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert not Job.objects.exists()


@pytest.mark.fault("A8")
def test_nobody_else_takes_the_file_not_even_who_watches_all_tasks(office: Member) -> None:
    job = finish(asked(office))
    others = [
        make_member("boss", CUSTOMER_OFFICE, language="en"),
        make_member("adam", is_administrator=True, language="en"),
    ]
    assert [taken(member, job).status_code for member in others] == [404, 404]


def test_what_counts_is_what_one_may_see_when_it_is_made(office: Member) -> None:
    east = make_department("East")
    manager = place(make_member("mia", SALES_MANAGER, language="en"), east)
    for number in range(5):
        make_customer(f"Mine {number}", None, owner=manager, department=east if number else None)
    job = finish(asked(manager))
    told = words_in(taken(manager, job).getvalue())
    assert [name for name in ("Mine 0", "Mine 1", "Mine 4", "Firm 1") if name in told] == [
        "Mine 1",
        "Mine 4",
    ]
    later = asked(manager)
    Holding.objects.filter(member=manager).delete()
    assert finish(later).state == "failed"
    assert taken(manager, later).status_code == 404


def test_only_what_was_offered_to_oneself_is_made(office: Member) -> None:
    other = make_member("boss", CUSTOMER_OFFICE, language="en")
    page = browser_of(other).get(f"{LIST}?format=csv").text
    form = next(f for f in forms_of(page, LIST) if f.action == reverse("jobs:make_file"))
    for forged in (form.values["asked"], form.values["asked"] + "x", ""):
        assert browser_of(office).post(form.action, {"asked": forged}).status_code == 422
    assert not Job.objects.exists()


def test_what_was_searched_for_stands_in_no_log(office: Member) -> None:
    job = finish(asked(office, "?format=csv&q=Firm"))
    assert job.parameters == {}
    assert "Firm" not in str(list(Event.objects.values_list("data", flat=True)))


def test_files_go_after_a_day_and_with_anybody_who_is_erased(
    office: Member, django_capture_on_commit_callbacks
) -> None:
    kept, old = finish(asked(office)), finish(asked(office))
    path = file_of(old)
    long_ago = time.time() - 25 * 3600
    os.utime(path, (long_ago, long_ago))
    assert drop_old_files() == 1
    assert taken(office, old).status_code == 404
    assert taken(office, kept).status_code == 200
    person = make_customer("Olga", kind="individual")
    with django_capture_on_commit_callbacks(execute=True):
        erase(actor=office, kind="customer", key=person.pk, ground="asked")
    assert taken(office, kept).status_code == 404
