import django.contrib.postgres.indexes
from django.db import migrations, models

import vitalfew.people.models
from vitalfew.kernel.folding import folded

AT_ONCE = 2000


def fold(apps, schema_editor):
    """What those who are there are found by."""
    Contact = apps.get_model("people", "Contact")
    rows = Contact._base_manager.only("name", "preferred_name").order_by("pk")
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        for one in batch:
            names = (folded(one.name), folded(one.preferred_name))
            one.folded = " ".join(name for name in names if name)
        Contact._base_manager.bulk_update(batch, ["folded"])
        last = batch[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0004_changed_since"),
    ]

    operations = [
        migrations.AddField("contact", "folded", models.TextField(default="", editable=False)),
        migrations.RemoveIndex("contact", "contact_search"),
        migrations.RemoveField("contact", "search_text"),
        migrations.AddField(
            "contact",
            "search_text",
            models.GeneratedField(
                expression=vitalfew.people.models.SearchText(), output_field=models.TextField(), db_persist=True,
            ),
        ),
        migrations.AddIndex(
            "contact",
            django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="contact_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
