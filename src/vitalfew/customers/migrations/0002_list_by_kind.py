"""The list filters by kind: a handful of persons among a million companies is found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("customers", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["kind", "id"], name="customer_by_kind"),
        ),
    ]
