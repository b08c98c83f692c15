"""The job that makes an index for each field, and drops what nothing needs any more."""

import pytest
from django.db import connection

from vitalfew.fields.indexing import index_work, standing_indexes, wanted
from vitalfew.fields.models import Definition
from vitalfew.fields.records import record_of
from vitalfew.fields.tests.records import make_field
from vitalfew.jobs.api import Job

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]


def work() -> dict[str, object]:
    return index_work(Job(kind="fields.index"), lambda step, done=0, total=0: None)


def test_each_field_has_its_index_and_loses_it_when_nobody_asks_by_it() -> None:
    record = record_of("customer")
    staff = make_field("Staff", "number")
    for kind, *choices in (
        ("text",),
        ("date",),
        ("choice", "A"),
        ("choices", "A"),
        ("link",),
        ("money",),
    ):
        make_field(kind, kind, *choices)
    make_field(
        "Half",
        "formula",
        formula=f"IF([{staff.name}] > 5, 'it''s', '%s \\ {{sheet}}')".replace("''", ""),
    )
    make_field("Quiet", "number", is_filtered=False)
    definitions = list(Definition.objects.all())
    names = {one.name for one in wanted(record, definitions)}
    assert len(names) == 11  # texts, links and the formula's text have one for words too
    assert work() == {"made": 11, "dropped": 0}
    assert standing_indexes(record) == names
    assert work() == {"made": 0, "dropped": 0}
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(
            f"EXPLAIN SELECT 1 FROM {record.table} WHERE (data ->> '{staff.name}')::numeric > 5"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("RESET enable_seqscan")
    assert f"own_customer_{staff.name}_" in plan
    Definition.objects.exclude(pk=staff.pk).delete()
    assert work() == {"made": 0, "dropped": 10}
    staff.delete()
    assert work() == {"made": 0, "dropped": 1}


def test_an_index_that_a_crash_left_half_made_is_made_anew() -> None:
    record = record_of("customer")
    make_field("Staff", "number")
    (index,) = wanted(record, list(Definition.objects.all()))
    work()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass", [index.name]
        )
    assert standing_indexes(record) == set()
    assert work() == {"made": 1, "dropped": 1}
    assert standing_indexes(record) == {index.name}
    Definition.objects.all().delete()
    work()
