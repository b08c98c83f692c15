"""Who was on an account team stays known, and two who change it at once notice each other."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0006_bin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "teammember",
            "removed_at",
            models.DateTimeField(editable=False, null=True, verbose_name="Taken off the team"),
        ),
        migrations.AddField(
            "teammember", "version", models.PositiveIntegerField(default=1, editable=False)
        ),
        migrations.AlterField("teammember", "reason", models.CharField(blank=True, max_length=200)),
        migrations.AlterField(
            "teammember",
            "member",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="Team member",
            ),
        ),
    ]
