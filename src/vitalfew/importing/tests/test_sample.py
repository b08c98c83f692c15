from decimal import Decimal

import pytest
from django.db.models import Sum

from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.importing.models import ImportState, LedgerImport
from vitalfew.importing.sample import load_sample, remove_sample, sample_import
from vitalfew.importing.tests.ledgers import HEADING, added, orders_whose_sums_differ
from vitalfew.jobs.api import JobState, finish
from vitalfew.kernel.errors import Conflict, NotFound
from vitalfew.trade.api import Order, OrderLine

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_sample_agrees_to_the_cent_and_goes_without_a_trace() -> None:
    own = added(HEADING + "12346,Ours,,A1,2026-03-05,轴承,1,5\n")
    before = list(OrderLine.objects.values_list("pk", "amount"))
    job = finish(load_sample(actor=None))
    assert (job.state, job.error) == (JobState.DONE, "")

    lines = OrderLine.objects.exclude(origin=own.pk)
    assert lines.count() == 541_909
    assert lines.aggregate(sum=Sum("amount"))["sum"].quantize(Decimal("0.01")) == Decimal(
        "9747747.93"
    )
    assert lines.filter(order__customer=None).count() == 135_080
    assert (
        Order.objects.exclude(origin=own.pk)
        .exclude(customer=None)
        .values("customer")
        .distinct()
        .count()
        == 4_372
    )
    assert orders_whose_sums_differ() == 0
    counts = LedgerImport.objects.get(is_sample=True).counts
    assert (counts["lines"], counts["unassigned_lines"], counts["customers"]) == (
        541_909,
        135_080,
        4_372,
    )
    assert counts["amounts"] == {"GBP": "9747747.9340"}

    with pytest.raises(Conflict):
        load_sample(actor=None)
    job = finish(remove_sample(actor=None))
    assert (job.state, job.error) == (JobState.DONE, "")
    assert list(OrderLine.objects.values_list("pk", "amount")) == before
    assert list(Customer.objects.values_list("code", "name")) == [("12346", "Ours")]


def test_there_must_be_a_sample_to_remove() -> None:
    with pytest.raises(NotFound):
        remove_sample(actor=None)


def test_a_sample_on_its_way_is_not_loaded_twice() -> None:
    load_sample(actor=None)
    with pytest.raises(Conflict):
        load_sample(actor=None)


def test_a_sample_that_failed_can_be_loaded_again(administrator: Member) -> None:
    job = load_sample(actor=None)
    broken = LedgerImport.objects.get()
    broken.source.unlink()
    assert finish(job).state == JobState.FAILED
    load_sample(actor=None)
    present = sample_import(administrator)
    assert present is not None
    assert (present.pk != broken.pk, present.state) == (True, ImportState.CHECKING)
