"""Fifteen ways to change the past: each is refused, or the verification names the place."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from vitalfew.audit.api import record_head, seal, verify
from vitalfew.audit.models import Entry
from vitalfew.audit.triggers import sync
from vitalfew.customers.tests.records import make_customer

# On their own: a seal waits for whoever is writing on the same server, and other tests always are.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.alone,
    pytest.mark.fault("G3"),
]

APPLICATION = "vitalfew_app"


@pytest.fixture
def superuser() -> Iterator[psycopg.Connection]:
    """The server's own administrator, who first switches the guards off."""
    parameters = connection.get_connection_params()
    for ours in ("cursor_factory", "context"):
        parameters.pop(ours, None)
    with psycopg.connect(**parameters, autocommit=True) as own:
        yield own


@pytest.fixture
def history(superuser: psycopg.Connection, tmp_path: Path) -> Iterator[Path]:
    """Three seals over the lives of three customers, and the file of heads; all undone afterwards."""
    for name in ("Olga", "Max", "Eva"):
        customer = make_customer(name, name)
        customer.country = "Peru"
        customer.save()
        seal()
        record_head(tmp_path / "heads")
    assert not verify(tmp_path / "heads", []).fault
    yield tmp_path / "heads"
    without_guards(superuser, "DELETE FROM audit_seal; DELETE FROM audit_entry")
    sync("default")


def without_guards(superuser: psycopg.Connection, change: str) -> None:
    for table in ("audit_entry", "audit_seal"):
        superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for statement in change.split(";"):
        superuser.execute(statement)
    for table in ("audit_entry", "audit_seal"):
        for trigger in ("audit_refuse_rows", "audit_refuse_all"):
            superuser.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")


def entry_of(name: str, action: str = "update") -> int:
    first = Entry.objects.filter(action="insert", after__name=name).latest("id")
    return Entry.objects.filter(row_key=first.row_key, action=action).latest("id").pk


REFUSED = [
    "UPDATE audit_entry SET reason = 'nothing'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "UPDATE audit_seal SET hash = ''",
    "DELETE FROM audit_seal WHERE id = (SELECT max(id) FROM audit_seal)",
    "TRUNCATE audit_seal",
]


@pytest.mark.parametrize("change", REFUSED)
@pytest.mark.parametrize("role", [APPLICATION, ""])
def test_nobody_changes_the_history_not_even_its_owner(
    history: Path, superuser: psycopg.Connection, change: str, role: str
) -> None:
    if role:
        superuser.execute(f"SET ROLE {role}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        superuser.execute(change)
    superuser.execute("RESET ROLE")
    assert not verify(history, []).fault


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO audit_entry (cluster, table_name, row_key, action, content) VALUES (1, 'x', '1', 'insert', '')",
        "ALTER TABLE customers_customer DISABLE TRIGGER audit_update",
        "DROP TRIGGER audit_update ON customers_customer",
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ],
)
def test_the_application_forges_nothing_and_switches_nothing_off(
    history: Path, superuser: psycopg.Connection, change: str
) -> None:
    superuser.execute(f"SET ROLE {APPLICATION}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        superuser.execute(change)
    superuser.execute("RESET ROLE")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE audit_entry SET after = '{{}}' WHERE id = {max}", "Entry {max} was changed"),
        ("UPDATE audit_entry SET actor_id = 7 WHERE id = {max}", "Entry {max} was changed"),
        ("UPDATE audit_entry SET reason = 'mine' WHERE id = {max}", "Entry {max} was changed"),
        (
            "UPDATE audit_entry SET reason = 'mine', said = audit_said(gen_random_uuid(), 'mine') WHERE id = {max}",
            "Entry {max} was changed",
        ),
        ("UPDATE audit_entry SET at = at - interval '1 day' WHERE id = {max}", "Entry {max} was changed"),
        (
            "UPDATE audit_entry SET after = '{{}}', salt = gen_random_uuid() WHERE id = {max};"
            "UPDATE audit_entry SET content = audit_content(salt, before, after) WHERE id = {max}",
            "Entry {max} was changed",
        ),
        ("DELETE FROM audit_entry WHERE id = {max}", "Entry {max} was deleted"),
        ("UPDATE audit_seal SET entries = entries[2:1] || entries[1:1] WHERE id = {seal}", "The seal over entries"),
        ("UPDATE audit_seal SET marks = '\\x0000' WHERE id = {seal}", "was changed"),
        ("UPDATE audit_seal SET id = id + 1000000 WHERE id = {seal}", "Seal {seal} is missing"),
        ("DELETE FROM audit_seal WHERE id = {seal}", "Seal {seal} is missing"),
        ("DELETE FROM audit_entry; DELETE FROM audit_seal", "cut off"),
        ("DELETE FROM audit_entry WHERE id >= {eva}; DELETE FROM audit_seal WHERE id = {last}", "cut off"),
        (
            "INSERT INTO audit_entry (cluster, tx, table_name, row_key, action, content)"
            " SELECT cluster, tx, 'x', '1', 'insert', '' FROM audit_entry WHERE id = {max}",
            "no erasure says so",  # without a salt it looks like one that was blanked
        ),
        (
            "INSERT INTO audit_entry (cluster, tx, table_name, row_key, action, content, salt)"
            " SELECT cluster, tx, 'x', '1', 'insert', '', gen_random_uuid() FROM audit_entry WHERE id = {max}",
            "was added behind a seal",
        ),
        ("ALTER TABLE customers_customer DISABLE TRIGGER audit_update", "Nothing notes what changes in customers"),
        (
            "COMMENT ON FUNCTION audit_note_customers_customer() IS 'other'",
            "Nothing notes what changes in customers_customer",
        ),
    ],
)  # fmt: skip
def test_what_a_superuser_changes_is_named(
    history: Path, superuser: psycopg.Connection, change: str, named: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM audit_seal")
        (last,) = cursor.fetchone()
    places = {
        "max": entry_of("Max"),
        "eva": entry_of("Eva", "insert"),
        "seal": last - 1,
        "last": last,
    }
    without_guards(superuser, change.format(**places))
    assert named.format(**places) in verify(history, []).fault


def test_guards_that_are_off_are_named(history: Path, superuser: psycopg.Connection) -> None:
    superuser.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_refuse_rows")
    assert "protect the history" in verify(history, []).fault
    superuser.execute("ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_refuse_rows")
    assert not verify(history, []).fault


def test_an_end_kept_by_somebody_else_counts_as_much_as_our_own(history: Path) -> None:
    kept = history.read_text().split()[-1]
    assert not verify(history, [kept]).fault
    number = kept.partition(":")[0]
    assert "cut off or replaced" in verify(history, [f"{number}:{'0' * 64}"]).fault


def test_what_is_still_being_written_is_sealed_later_and_nobody_waits(
    history: Path, superuser: psycopg.Connection
) -> None:
    with superuser.transaction():
        superuser.execute("UPDATE customers_customer SET country = 'Chile' WHERE name = 'Olga'")
        make_customer("Ida", "Ida")
        assert seal() == 0  # Ida came after Olga's open transaction
        assert not verify(history, []).fault
    assert seal() == 2
    assert not verify(history, []).fault
