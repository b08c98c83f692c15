import uuid

import pytest
from django.urls import reverse

from vitalfew.identity.api import Member
from vitalfew.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def lin(client):
    member = Member.objects.create(username="lin", language="en")
    client.force_login(member)
    return member


def job_of(actor, **facts: object):
    return Job.objects.create(
        actor=actor, kind="import.check", parameters={"import": str(uuid.uuid4())}, **facts
    )


def test_a_running_task_shows_its_step_and_how_far_it_is(client, lin):
    job = job_of(lin, state=JobState.RUNNING, step="lines", done=30, total=120)
    page = client.get(reverse("jobs:detail", args=[job.pk])).content.decode()
    assert "Order lines" in page
    assert "25%" in page


def test_the_progress_alone_is_what_is_asked_for_again(client, lin):
    job = job_of(lin, state=JobState.RUNNING, step="read", done=1000)
    part = client.get(reverse("jobs:detail", args=[job.pk]), headers=HTMX).content.decode()
    assert "<html" not in part
    assert "1,000 rows" in part


def test_an_ended_task_has_the_page_loaded_anew(client, lin):
    job = job_of(lin, state=JobState.DONE)
    response = client.get(reverse("jobs:detail", args=[job.pk]), headers=HTMX)
    assert response.headers["HX-Refresh"] == "true"


def test_a_failed_task_says_why(client, lin):
    job = job_of(lin, state=JobState.FAILED, failure={"sentence": "The file is gone."})
    assert "The file is gone." in client.get(reverse("jobs:detail", args=[job.pk])).content.decode()


def test_members_see_their_own_tasks_and_administrators_all(client, lin):
    theirs = job_of(Member.objects.create(username="zhou", name="周敏"))
    assert client.get(reverse("jobs:detail", args=[theirs.pk])).status_code == 404
    assert "周敏" not in client.get(reverse("jobs:list")).content.decode()
    client.force_login(Member.objects.create(username="admin", is_administrator=True))
    assert client.get(reverse("jobs:detail", args=[theirs.pk])).status_code == 200
    assert "周敏" in client.get(reverse("jobs:list")).content.decode()
