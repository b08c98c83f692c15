"""An erasure leaves the chain of the history whole, and nobody blanks an entry in its name."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from pytest_django import Settings

from vitalfew.audit.api import record_head, seal, verify
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
