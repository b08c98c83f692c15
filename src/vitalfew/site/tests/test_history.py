import uuid

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from vitalfew.audit.api import Doing, because, doing, taking_back, tell, triggers_are_behind
from vitalfew.audit.keeping import kept_models, said_of, stored_models
from vitalfew.audit.models import Entry
from vitalfew.conftest import Sell
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.kernel.history import Kept

pytestmark = [pytest.mark.django_db, pytest.mark.fault("G4")]

SECRETIVE = ("password", "secret", "token", "recovery", "private")


def entries_of(row: Customer | Member) -> list[Entry]:
    return list(Entry.objects.filter(table_name=row._meta.db_table, row_key=str(row.pk)))


def test_every_model_says_whether_it_has_a_history() -> None:
    assert [model._meta.label for model in stored_models() if said_of(model) is None] == []


def test_the_triggers_of_every_kept_table_stand_after_migrating() -> None:
    assert not triggers_are_behind("default")
    assert {"customers_customer", "trade_orderline", "identity_member"} <= {
        model._meta.db_table for model, _ in kept_models()
    }


def test_a_column_that_sounds_secret_leaves_no_value() -> None:
    told = [
        f"{model._meta.label}.{field.column}"
        for model, kept in kept_models()
        for field in model._meta.concrete_fields
        if any(word in str(field.column) for word in SECRETIVE) and field.column not in kept.secret
    ]
    assert told == []


def test_a_page_leaves_who_changed_what_from_what_to_what(
    seller: Client, salesperson: Member
) -> None:
    olga = make_customer("Olga", "C1")
    answer = seller.post(
        reverse("customers:edit", args=[olga.pk]),
        {"name": "Olga", "kind": "business", "code": "C1", "country": "Peru", "version": 1},
    )
    entry = entries_of(olga)[0]
    assert (entry.before, entry.after) == ({"country": ""}, {"country": "Peru"})
    assert (entry.actor, entry.via) == (salesperson, "page")
    assert entry.request == answer.headers["X-Request-ID"]


def test_no_path_around_the_product_escapes() -> None:
    olga = make_customer("Olga", "C1")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = 'replica'")
        cursor.execute("UPDATE customers_customer SET name = 'Olga B.'")
        cursor.execute("SET LOCAL session_replication_role = 'origin'")
    Customer.objects.filter(pk=olga.pk).update(country="Peru")
    Customer.objects.filter(pk=olga.pk).delete()
    assert [entry.action for entry in entries_of(olga)] == ["delete", "update", "update", "insert"]


def test_a_new_column_is_in_the_history_at_once() -> None:
    olga = make_customer("Olga", "C1")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE customers_customer ADD COLUMN colour text")
        cursor.execute("UPDATE customers_customer SET colour = 'blue'")
    assert entries_of(olga)[0].after == {"colour": "blue"}


def test_a_change_that_changes_nothing_or_only_what_follows_leaves_no_entry() -> None:
    olga = make_customer("Olga", "C1")
    olga.save()  # a new updated_at
    assert len(entries_of(olga)) == 1


def test_a_password_leaves_only_that_it_changed(salesperson: Member) -> None:
    salesperson.set_password("correct horse")
    salesperson.save()
    entry = entries_of(salesperson)[0]
    assert entry.after is not None
    assert list(entry.after) == ["password"]
    assert str(salesperson.password) not in str(entry.after)


def test_a_reason_stands_beside_the_change() -> None:
    because("moved to Lima")
    olga = make_customer("Olga", "C1")
    assert entries_of(olga)[0].reason == "moved to Lima"


def test_work_is_told_apart_from_pages(salesperson: Member) -> None:
    tell(Doing(None, "command", "lin"))
    with doing(Doing(salesperson.pk, "job", "17")):
        olga = make_customer("Olga", "C1")
    max_ = make_customer("Max", "C2")
    assert [(e.actor_id, e.via, e.request) for e in entries_of(olga)] == [
        (salesperson.pk, "job", "17")
    ]
    assert [(e.actor_id, e.via) for e in entries_of(max_)] == [(None, "command")]


def test_what_an_import_brings_is_one_entry_with_its_number(sell: Sell) -> None:
    origin = uuid.uuid4()
    Customer.objects.bulk_create(
        Customer(name=f"C{i}", code=f"C{i}", sort_key=f"c{i}", origin=origin) for i in range(5)
    )
    (entry,) = Entry.objects.filter(row_key=str(origin))
    assert (entry.action, entry.after) == ("bring", {"rows": 5})


def test_an_undo_copies_only_what_people_had_changed() -> None:
    origin = uuid.uuid4()
    Customer.objects.bulk_create(
        Customer(name=f"C{i}", code=f"C{i}", sort_key=f"c{i}", origin=origin, version=1 + i % 2)
        for i in range(4)
    )
    with taking_back(origin):
        Customer.objects.filter(origin=origin).delete()
    assert list(Entry.objects.filter(row_key=str(origin)).values_list("action", "after__rows")) == [
        ("take_back", 2),
        ("bring", 4),
    ]
    gone = Entry.objects.filter(action="delete", before__origin=str(origin))
    edited = gone.values_list("before__name", flat=True)
    assert sorted(edited) == ["C1", "C3"]


def test_models_of_ours_are_kept_unless_they_say_why_not() -> None:
    said = {model.__name__: said_of(model) for model in apps.get_models()}
    assert isinstance(said["LedgerImport"], Kept)
    assert "reckoned anew" in getattr(said["CustomerScore"], "reason", "")
