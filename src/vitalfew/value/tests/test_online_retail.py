"""The real sample, from its file to its tiers: sums to the cent."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction

import vitalfew.importing
from vitalfew.importing import actions
from vitalfew.importing.models import LedgerImport
from vitalfew.value.models import ValueRun
from vitalfew.value.queries import summary
from vitalfew.value.telling import explained, summarised
from vitalfew.value.tests.books import done, run_value
from vitalfew.value.yardsticks import amounts_of, yardstick_of

SAMPLE = Path(vitalfew.importing.__file__).parent / "sample" / "online_retail.parquet"


@pytest.fixture(scope="module")
def retail(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[ValueRun]:
    """541,909 lines imported once for the module, and taken back with its transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        with SAMPLE.open("rb") as file:
            ledger = actions.receive(
                actor=None, name=SAMPLE.name, chunks=iter(lambda: file.read(1 << 20), b"")
            )
        done(
            actions.check(
                actor=None,
                ledger=ledger,
                mapping=ledger.mapping,
                date_order=ledger.date_order,
                currency="GBP",
            )
        )
        ledger = LedgerImport.objects.get(pk=ledger.pk)
        done(actions.apply(actor=None, ledger=ledger, leave_out_bad_rows=True))
        yield run_value()
        transaction.set_rollback(True)


def test_the_sample_agrees_to_the_cent(retail):
    assert (retail.customers, retail.unassigned_lines) == (4372, 135_080)
    assert round(retail.net_sales, 2) == Decimal("8300065.81")
    assert round(retail.net_sales + retail.unassigned_amount, 2) == Decimal("9747747.93")
    assert [tier["count"] for tier in retail.tiers] == [874, 1312, 1312, 874]
    assert (retail.model["name"], retail.model["identified"]) == ("nbd", False)
    assert "dropout_not_identified" in retail.model["notes"]
    yardstick = yardstick_of(retail)
    for score in retail.scores.order_by("rank")[::97]:
        assert yardstick.place(amounts_of(score), score.customer_id).score == score.score


def test_programs_and_people_at_the_command_line_read_the_same(retail):
    figures = summary()
    assert figures["customers"] == 4372
    assert figures["net_sales"] == 8300065.81
    assert set(figures) == {"customers", "net_sales", "unassigned_lines", "model", "tiers"}
    assert set(figures["model"]) == {"name", "parameters", "log_likelihood", "identified", "grade"}
    assert figures["tiers"]["A"]["count"] == 874
    assert "8,300,065.81" in summarised()
    assert "Tier A, score 99.99, no. 1 of 4,372" in explained("18102")
