from collections.abc import Callable

import pytest
from django.db import connection
from django.utils.translation import get_language, gettext_lazy, override
from django_tasks_db.models import DBTaskResult

from vitalfew.audit.models import Event
from vitalfew.identity.api import Member
from vitalfew.jobs import registry, running
from vitalfew.jobs.api import (
    Job,
    JobState,
    Kind,
    Progress,
    Work,
    finish,
    register,
    resume_interrupted,
    start,
)
from vitalfew.kernel.errors import BadInput

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kind(monkeypatch):
    """Registers a kind of job for one test."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))

    def add(work: Work, given_up: Callable[[Job], None] = lambda job: None) -> None:
        register(Kind("test.work", "Work", work, {"half": "Half of it"}, given_up=given_up))

    return add


def answer(job: Job, report: Progress) -> dict[str, object]:
    return {"answer": 42}


def test_a_job_is_done_once_and_keeps_its_result(kind):
    kind(answer)
    job = finish(start(actor=None, kind="test.work"))
    assert (job.state, job.result, job.attempts) == (JobState.DONE, {"answer": 42}, 1)
    assert running.run(str(job.pk)) is None


def test_starting_is_logged_with_who_and_what(kind):
    kind(answer)
    member = Member.objects.create(username="lin")
    job = start(actor=member, kind="test.work", file="a.csv")
    event = Event.objects.get(subject=f"job:{job.pk}")
    assert (event.actor, event.verb, event.data) == (member, "test.work.start", {"file": "a.csv"})


def test_progress_is_seen_while_the_work_s_own_transaction_is_open(kind):
    seen: list[object] = []

    def work(job: Job, report: Progress) -> dict[str, object]:
        report("half", 1, 2)
        seen.append(Job.objects.values_list("step", "done", "total").get(pk=job.pk))
        return {}

    kind(work)
    finish(start(actor=None, kind="test.work"), lambda job: seen.append(job.step))
    assert seen == ["half", ("half", 1, 2)]


def test_what_the_product_refuses_is_the_job_s_sentence(kind):
    def work(job: Job, report: Progress) -> dict[str, object]:
        raise BadInput("no", "The file is gone. Upload it again.")

    kind(work)
    job = finish(start(actor=None, kind="test.work"))
    assert (job.state, job.error) == (JobState.FAILED, "The file is gone. Upload it again.")


def test_a_job_speaks_the_language_of_whoever_started_it(kind):
    spoken: list[str | None] = []

    def work(job: Job, report: Progress) -> dict[str, object]:
        spoken.append(get_language())
        return {}

    kind(work)
    with override("zh-hant"):
        job = start(actor=None, kind="test.work")
    finish(job)
    assert spoken == ["zh-hant"]


def test_what_nobody_expected_is_told_without_its_details(kind, caplog):
    def work(job: Job, report: Progress) -> dict[str, object]:
        raise RuntimeError("secret path")

    kind(work)
    job = finish(start(actor=None, kind="test.work"))
    assert job.state == JobState.FAILED
    assert "secret" not in job.error
    assert "secret path" in caplog.text


def test_an_interrupted_job_is_queued_again_once(kind):
    kind(answer)
    job = start(actor=None, kind="test.work")
    DBTaskResult.objects.all().delete()  # its worker died
    assert [resume_interrupted(), resume_interrupted()] == [1, 0]
    assert finish(job).result == {"answer": 42}
    assert resume_interrupted() == 0


def test_a_job_that_somebody_runs_is_left_to_them(kind):
    kind(answer)
    job = start(actor=None, kind="test.work")
    DBTaskResult.objects.all().delete()
    with running.sole_runner(str(job.pk)) as mine:
        assert mine
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"job {job.pk}"]
            )
            assert cursor.fetchone() == (False,)
        other.close()


def test_a_job_interrupted_again_and_again_is_given_up_and_its_subject_told(kind):
    given_up: list[Job] = []
    kind(answer, given_up=given_up.append)
    job = start(actor=None, kind="test.work")
    Job.objects.update(state=JobState.RUNNING, attempts=running.MAX_ATTEMPTS)
    job = finish(job)
    assert (job.state, [each.pk for each in given_up]) == (JobState.FAILED, [job.pk])
    assert "interrupted too often" in job.error


def test_a_failure_speaks_the_language_of_whoever_reads_it(kind):
    def work(job: Job, report: Progress) -> dict[str, object]:
        raise RuntimeError

    kind(work)
    with override("zh-hans"):
        job = finish(start(actor=None, kind="test.work"))
    with override("en"):
        assert job.error.startswith("Something unexpected")
    with override("zh-hant"):
        assert job.error.startswith("發生意外")
    assert job.failure["code"] == "unexpected"


def test_the_figures_of_a_failure_are_filled_in_for_each_reader(kind):
    def work(job: Job, report: Progress) -> dict[str, object]:
        raise BadInput("far", gettext_lazy("%(number)s rows"), number=7)

    kind(work)
    job = finish(start(actor=None, kind="test.work"))
    assert (job.error, job.failure["data"]) == ("7 rows", {"number": 7})
