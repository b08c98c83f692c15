"""A webhook counts its changes, so that of two who edit it the second is told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0001_initial")]

    operations = [
        migrations.AddField("webhook", "version", models.PositiveIntegerField(default=1)),
    ]
