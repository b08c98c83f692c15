"""An erasure leaves the chain of the history whole, and nobody blanks an entry in its name."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction
from pytest_django import Settings

from vitalfew.audit.api import because, record_head, seal, verify
from vitalfew.audit.models import Entry
from vitalfew.customers.tests.records import make_customer
from vitalfew.privacy.erasing import erase
from vitalfew.site.tests.test_tampering import superuser, without_guards

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]
__all__ = ["superuser"]  # a fixture of the tests of tampering


@pytest.fixture
def heads(superuser: psycopg.Connection, settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """The file of heads; what was written is undone afterwards."""
    settings.FILES_FOLDER = tmp_path / "files"
    yield tmp_path / "heads"
    without_guards(
        superuser, "DELETE FROM audit_seal; DELETE FROM audit_entry; DELETE FROM audit_event"
    )


def test_the_chain_holds_after_an_erasure(heads: Path) -> None:
    for name in ("Olga", "Max"):
        make_customer(name, name, kind="individual")
    seal()
    record_head(heads)
    olga = Entry.objects.get(after__name="Olga").row_key
    erase(actor=None, kind="customer", key=int(olga), ground="asked")
    seal()
    assert not verify(heads, []).fault
    about_olga = Entry.objects.filter(table_name="customers_customer", row_key=olga)
    assert set(about_olga.values_list("before", "after")) == {(None, None)}
    assert Entry.objects.filter(after__name="Max").exists()


def test_an_entry_that_no_erasure_blanked_is_named(heads: Path) -> None:
    make_customer("Olga")
    seal()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET before = NULL, after = NULL, salt = NULL")
    assert "no erasure says so" in verify(heads, []).fault


def give_for(reason: str) -> str:
    """A change of somebody else's row, for this reason; its key."""
    with transaction.atomic():
        because(reason)
        customer = make_customer("A firm")
    return str(customer.pk)


def test_the_chain_holds_after_reasons_that_named_somebody_went(heads: Path) -> None:
    olga = make_customer("Olga Petrova", "Olga", kind="individual")
    named, other = give_for("Olga Petrova asked for it"), give_for("Twice here")
    seal()
    record_head(heads)
    counts = erase(actor=None, kind="customer", key=olga.pk, ground="asked")
    seal()
    assert (counts["reasons"], counts["reasons_that_stay"]) == (1, 0)
    assert not verify(heads, []).fault
    assert Entry.objects.get(row_key=named, table_name="customers_customer").reason == ""
    assert Entry.objects.get(row_key=other, table_name="customers_customer").reason == "Twice here"


def test_a_reason_that_no_erasure_blanked_is_named(heads: Path) -> None:
    give_for("Twice here")
    seal()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_entry SET reason = '', said = substring(said FROM 17) WHERE reason <> ''"
        )
    assert "reasons were blanked, and no erasure says so" in verify(heads, []).fault


def test_another_reason_in_its_place_is_found_out(
    heads: Path, superuser: psycopg.Connection
) -> None:
    entry = Entry.objects.get(row_key=give_for("Twice here"), table_name="customers_customer").pk
    seal()
    without_guards(superuser, f"UPDATE audit_entry SET reason = 'mine' WHERE id = {entry}")
    assert f"Entry {entry} was changed" in verify(heads, []).fault


def test_a_reason_of_before_the_chain_could_let_it_go_stays_and_is_counted(
    heads: Path, superuser: psycopg.Connection
) -> None:
    olga = make_customer("Olga Petrova", "Olga", kind="individual")
    give_for("Olga Petrova asked for it")
    without_guards(superuser, "UPDATE audit_entry SET said = NULL WHERE reason <> ''")
    seal()
    counts = erase(actor=None, kind="customer", key=olga.pk, ground="asked")
    assert counts["reasons_that_stay"] > 0
    assert not verify(heads, []).fault
