"""A call that is repeated gets the answer of the first one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("submissions", "0001_initial")]

    operations = [
        migrations.AddField("submission", "body", models.TextField(blank=True, default=""), preserve_default=False),
    ]
