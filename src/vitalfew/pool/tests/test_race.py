"""Many at once: one wins, and no limit gives way. Real threads on real connections."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connections

from vitalfew.access.api import SALESPERSON
from vitalfew.access.tests.cast import make_member, place
from vitalfew.audit.models import Event
from vitalfew.conftest import Cases
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import Conflict
from vitalfew.pool.actions import claim
from vitalfew.pool.models import Cap, Pooled, Taking
from vitalfew.pool.tests.cast import Cast, lay, make_cast

pytestmark = [pytest.mark.alone, pytest.mark.django_db(transaction=True)]
MANY = 16


class Racers:
    """Threads, each with a connection that stays open: opening one takes longer than a claim."""

    def __init__(self, executor: ThreadPoolExecutor) -> None:
        self.executor = executor

    def at_once(self, works: Sequence[Callable[[], object]]) -> list[str]:
        """Run all at the same moment; what each refusal said."""
        start, refused, failed = threading.Barrier(len(works)), [], []

        def run(work: Callable[[], object]) -> None:
            start.wait()  # so that no thread takes two of them
            try:
                work()
            except Conflict as error:
                refused.append(error.code)
            except Exception as error:  # noqa: BLE001 - told by the assertion below
                failed.append(error)

        for running in [self.executor.submit(run, work) for work in works]:
            running.result()
        assert failed == []
        return refused


@pytest.fixture
def racers(transactional_db: None) -> Iterator[Racers]:
    with racing(MANY) as found:
        yield found


@contextmanager
def racing(many: int) -> Iterator[Racers]:
    """So many racers, whose connections are closed at the end."""
    with ThreadPoolExecutor(many) as executor:
        found = Racers(executor)
        yield found
        found.at_once([connections.close_all] * many)


def at_once(works: Sequence[Callable[[], object]]) -> list[str]:
    """Run all at the same moment, once; what each refusal said."""
    with racing(len(works)) as found:
        return found.at_once(works)


def claiming(cast: Cast, member: Member, customer: Customer) -> Callable[[], object]:
    return lambda: claim(actor=member, pool_id=cast.pool.pk, customer_id=customer.pk)


def crowd(cast: Cast) -> list[Member]:
    return [place(make_member(f"m{n}", SALESPERSON), cast.east) for n in range(MANY)]


@pytest.mark.fault("C2")
def test_of_sixteen_who_claim_one_customer_at_once_one_wins(racers: Racers, cases: Cases) -> None:
    cast = make_cast()
    members = crowd(cast)
    for _ in cases.rounds(4, 300):
        customer = lay(cast.pool)
        refused = racers.at_once([claiming(cast, member, customer) for member in members])
        assert refused == ["taken_meanwhile"] * (MANY - 1)
        customer.refresh_from_db()
        assert customer.owner in members
        assert customer.version == 2
        assert Taking.objects.filter(customer=customer).count() == 1
        assert (
            Event.objects.filter(verb="pool.claimed", subject=f"customer:{customer.pk}").count()
            == 1
        )
        assert not Pooled.objects.exists()


@pytest.mark.fault("C11")
def test_no_race_gets_past_the_days_quota_or_a_cap(racers: Racers, cases: Cases) -> None:
    cast = make_cast(claims_a_day=3)
    for number in cases.rounds(3, 100):
        one = place(make_member(f"quick{number}", SALESPERSON), cast.east)
        waiting = [lay(cast.pool, f"Customer {n}") for n in range(MANY)]
        racers.at_once([claiming(cast, one, customer) for customer in waiting])
        assert Customer.objects.filter(owner=one).count() == 3
        Pooled.objects.all().delete()


@pytest.mark.fault("C11")
def test_no_race_gets_a_department_past_its_cap(racers: Racers, cases: Cases) -> None:
    cast = make_cast()
    members = crowd(cast)
    Cap.objects.create(department=cast.east, most_together=5)
    for _ in cases.rounds(2, 100):
        waiting = [lay(cast.pool, f"Customer {n}") for n in range(MANY)]
        refused = racers.at_once(
            [claiming(cast, *pair) for pair in zip(members, waiting, strict=True)]
        )
        assert Customer.objects.filter(owner__in=members).count() == 5
        assert refused == ["cap_reached"] * (MANY - 5)
        Pooled.objects.all().delete()
        Customer.objects.filter(owner__in=members).delete()
