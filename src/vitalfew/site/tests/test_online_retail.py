"""The real sample, from its file to its tiers: sums to the cent."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

import vitalfew.importing
from vitalfew.importing import actions
from vitalfew.importing.models import LedgerImport
from vitalfew.jobs.api import Job, finish
from vitalfew.value.api import ValueRun, current_run, explained, start_run, summarised, summary

SAMPLE = Path(vitalfew.importing.__file__).parent / "sample" / "online_retail.parquet"


@pytest.fixture(scope="module")
def retail(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[ValueRun]:
    """541,909 lines imported once for the module, and taken back with its transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        with SAMPLE.open("rb") as file:
            pieces = iter(lambda: file.read(1 << 20), b"")
            ledger = actions.receive(actor=None, name=SAMPLE.name, chunks=pieces)
        done(
            actions.check(
                actor=None, ledger=ledger, mapping=ledger.mapping, date_order="mdy", currency="GBP"
            )
        )
        ledger = LedgerImport.objects.get(pk=ledger.pk)
        done(actions.apply(actor=None, ledger=ledger, leave_out_bad_rows=True))
        done(start_run(None))
        run = current_run()
        assert run is not None
        yield run
        transaction.set_rollback(True)


def done(job: Job) -> None:
    finished = finish(job)
    assert finished.state == "done", finished.error


def test_the_sample_agrees_to_the_cent(retail: ValueRun) -> None:
    assert (retail.customers, retail.unassigned_lines) == (4372, 135_080)
    assert round(retail.net_sales, 2) == Decimal("8300065.81")
    assert round(retail.net_sales + retail.unassigned_amount, 2) == Decimal("9747747.93")
    assert [tier["count"] for tier in retail.tiers] == [874, 1312, 1312, 874]


def test_a_model_the_orders_do_not_show_is_said_to_be_not_identified(retail: ValueRun) -> None:
    assert (retail.model["name"], retail.model["identified"]) == ("nbd", False)
    assert "dropout_not_identified" in retail.model["notes"]
    assert "do not show customers leaving" in explained("18102")


def test_programs_and_people_at_the_command_line_read_the_same(retail: ValueRun) -> None:
    figures = summary()
    assert list(figures) == ["customers", "net_sales", "unassigned_lines", "model", "tiers"]
    assert (figures["customers"], figures["net_sales"]) == (4372, 8300065.81)
    assert "8,300,065.81" in summarised()
    assert "Tier A, score 99.96, no. 2 of 4,372" in explained("18102")
