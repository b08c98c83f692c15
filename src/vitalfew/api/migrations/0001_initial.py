"""Tokens of programs."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="Name")),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("hint", models.CharField(editable=False, max_length=16)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("customers.read", "Read customers"),
                                ("customers.write", "Add and change customers"),
                                ("orders.read", "Read orders"),
                                ("value.read", "Read what customers are worth"),
                            ],
                            max_length=40,
                        ),
                        size=None,
                    ),
                ),
                ("expires_on", models.DateField(verbose_name="Last day")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(editable=False, null=True, verbose_name="Revoked")),
                ("last_used_at", models.DateTimeField(editable=False, null=True, verbose_name="Last used")),
                ("window", models.BigIntegerField(default=0, editable=False)),
                ("calls", models.IntegerField(default=0, editable=False)),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["member", "-id"], name="token_of_member")],
                "constraints": [models.UniqueConstraint(fields=("digest",), name="token_digest_unique")],
            },
        ),
    ]
