import django.contrib.postgres.indexes
from django.db import migrations, models

import vitalfew.customers.models
from vitalfew.customers.rules import search_form

AT_ONCE = 5000
FOLD_SQL = """
UPDATE customers_customer c SET folded = f.folded
  FROM unnest(%s::bigint[], %s::text[]) AS f(id, folded) WHERE c.id = f.id
"""


def fold(apps, schema_editor):
    """What those who are there are found by. A name that the database itself folds as well needs nothing."""
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT id, name FROM customers_customer WHERE id > %s ORDER BY id LIMIT %s", [last, AT_ONCE]
            )
            rows = cursor.fetchall()
            if not rows:
                return
            found = [(pk, form) for pk, name in rows if (form := search_form(name)) != name.lower()]
            if found:
                cursor.execute(FOLD_SQL, [[pk for pk, _form in found], [form for _pk, form in found]])
            last = rows[-1][0]


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0012_own_sources"),
    ]

    operations = [
        migrations.AddField(
            "customer", "folded", models.TextField(default="", db_default="", editable=False)
        ),
        migrations.RemoveIndex("customer", "customer_search"),
        migrations.RemoveField("customer", "search_text"),
        migrations.AddField(
            "customer",
            "search_text",
            models.GeneratedField(
                expression=vitalfew.customers.models.SearchText(), output_field=models.TextField(), db_persist=True,
            ),
        ),
        migrations.RunPython(fold, migrations.RunPython.noop),
        migrations.AddIndex(
            "customer",
            django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="customer_search", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
