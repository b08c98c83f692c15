"""Rules that run every day: owners are warned first, and only what they were warned of long enough goes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vitalfew.access.api import SALES_MANAGER
from vitalfew.access.tests.cast import hold
from vitalfew.audit.models import Event
from vitalfew.customers.api import Customer
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.jobs.api import Job, JobState, finish
from vitalfew.kernel.errors import NotAllowed
from vitalfew.outbox.models import Message
from vitalfew.ownership.api import How, Period
from vitalfew.pool.daily import DAILY, recycle, recycle_when_due
from vitalfew.pool.models import Notice, Pool, Pooled, Rule
from vitalfew.pool.setting import set_rule
from vitalfew.pool.tests.cast import Cast, make_cast
from vitalfew.pool.tests.test_race import at_once
from vitalfew.pool.tests.test_recycling import owned, rule_of, sold


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def daily(cast: Cast, **facts: object) -> Rule:
    return rule_of(cast, runs_daily=True, **facts)


def a_day() -> dict[str, object]:
    """What the day's work did; the day before is another one."""
    yesterday = timezone.now() - timedelta(days=1)
    Job.objects.filter(kind=DAILY).update(created_at=yesterday)
    job = recycle_when_due()
    assert job is not None
    done = finish(job)
    assert done.state == JobState.DONE, done.error
    result: dict[str, object] = done.result
    return result


def later(days: int) -> None:
    """So many days go by for what was warned of."""
    for notice in Notice.objects.all():
        notice.warned_at -= timedelta(days=days)
        notice.save()


def lying() -> set[str]:
    return set(Pooled.objects.values_list("customer__name", flat=True))


def test_the_owner_is_warned_and_then_it_goes(cast: Cast) -> None:
    customer = owned(cast, "Silent")
    rule = daily(cast, warn_days=7)
    assert a_day() == {"warned": 1, "recycled": 0}
    notice = Notice.objects.get()
    assert (notice.customer, notice.owner) == (customer, cast.lin)
    assert notice.goes_on == timezone.localdate(timezone.now() + timedelta(days=7))
    later(6)
    assert a_day() == {"warned": 0, "recycled": 0}
    later(1)
    assert a_day() == {"warned": 0, "recycled": 1}
    assert lying() == {"Silent"}
    assert not Notice.objects.exists()
    period = Period.objects.get(customer=customer)
    assert (period.ended_how, period.ended_because) == (How.RECYCLED, str(rule))
    event = Event.objects.get(verb="pool.recycled", subject=f"customer:{customer.pk}")
    assert event.actor_id is None


def test_what_will_be_due_is_warned_of_before_it_is(cast: Cast) -> None:
    owned(cast, "Soon", days=84)
    owned(cast, "Not soon", days=80)
    daily(cast, days=90, warn_days=7)
    assert a_day() == {"warned": 1, "recycled": 0}
    assert Notice.objects.get().customer.name == "Soon"


def test_what_was_warned_of_too_late_does_not_go(cast: Cast) -> None:
    owned(cast, "Silent")
    rule = daily(cast, warn_days=3)
    a_day()
    later(3)
    Rule.objects.update(warn_days=10)
    rule.refresh_from_db()
    assert recycle(rule) == 0
    assert lying() == set()


def test_who_buys_after_the_warning_stays_and_is_not_about_to_go(cast: Cast) -> None:
    customer = owned(cast, "Lucky")
    daily(cast, warn_days=7)
    a_day()
    later(7)
    sold(customer, 0)
    assert a_day() == {"warned": 0, "recycled": 0}
    assert not Notice.objects.exists()
    assert lying() == set()


def test_a_new_owner_has_the_whole_time(cast: Cast) -> None:
    customer = owned(cast, "Silent")
    daily(cast, warn_days=7)
    a_day()
    later(7)
    customer.owner = cast.zhou
    customer.save()
    assert a_day() == {"warned": 0, "recycled": 0}
    assert not Notice.objects.exists()


def test_an_open_inquiry_protects_where_the_rule_says_so(cast: Cast) -> None:
    asked = owned(cast, "Asked")
    make_inquiry("Asked", customer=asked, owner=cast.lin, department=cast.east, state="assigned")
    closed = owned(cast, "Answered")
    make_inquiry("Answered", customer=closed, state="closed", closed_reason="junk")
    daily(cast, warn_days=0)
    a_day()
    assert lying() == {"Answered"}
    Rule.objects.update(spares_inquiries=False)
    a_day()
    assert lying() == {"Answered", "Asked"}


def test_it_runs_once_a_day_and_not_while_the_pool_is_closed(cast: Cast) -> None:
    assert recycle_when_due() is None
    daily(cast)
    assert recycle_when_due() is not None
    assert recycle_when_due() is None
    Job.objects.filter(kind=DAILY).delete()
    Pool.objects.update(is_open=False)
    assert recycle_when_due() is None


def test_the_owner_reads_it_in_a_mail_that_names_nobody(cast: Cast) -> None:
    for name in ("Silent", "Mute"):
        owned(cast, name)
    cast.lin.email = "lin@example.org"
    cast.lin.save()
    daily(cast, warn_days=5)
    a_day()
    mail = Message.objects.get()
    assert mail.recipients == ["lin@example.org"]
    assert "In 5 days, 2 customers of yours" in mail.body
    assert "Silent" not in mail.body


def test_who_wants_no_mail_finds_it_on_the_first_page(client: Client, cast: Cast) -> None:
    owned(cast, "Silent")
    cast.lin.email, cast.lin.mails_notices = "lin@example.org", False
    cast.lin.save()
    daily(cast)
    a_day()
    assert not Message.objects.exists()
    client.force_login(cast.lin)
    assert "About to go into a pool" in client.get(reverse("site:home")).text
    assert "Silent" in client.get(reverse("pool:warned")).text
    client.force_login(cast.far)
    assert "Silent" not in client.get(reverse("pool:warned")).text
    assert "About to go" not in client.get(reverse("site:home")).text


def test_a_rule_runs_by_itself_only_where_its_author_may_transfer_everything(cast: Cast) -> None:
    facts = {"name": "Quiet", "pool": cast.pool, "days": 90, "runs_daily": True}
    assert set_rule(actor=cast.office, rule_id=None, version=0, **facts).runs_daily
    with pytest.raises(NotAllowed):
        set_rule(actor=hold(cast.mona, SALES_MANAGER), rule_id=None, version=0, **facts)


@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_of_many_schedulers_at_once_one_starts_the_work_and_nobody_goes_twice() -> None:
    cast = make_cast()
    customers = [owned(cast, f"Silent {number}") for number in range(6)]
    rule = daily(cast, warn_days=0)
    assert at_once([recycle_when_due] * 8) == []
    job = Job.objects.get(kind=DAILY)
    finish(job)
    for customer in Customer.objects.filter(pk__in=[one.pk for one in customers]):
        assert customer.owner is None
        assert Period.objects.filter(customer=customer, ended_how=How.RECYCLED).count() == 1
    assert at_once([lambda: recycle(rule)] * 4) == []
    assert Pooled.objects.count() == 6
