"""How far roles show fields, and who looked behind a mask."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_roles_as_they_were"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FieldLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ready", models.CharField(blank=True, max_length=40)),
                ("field", models.CharField(max_length=80)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("open", "Open"), ("read_only", "Read only"), ("masked", "Masked"), ("hidden", "Hidden"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE,
                        related_name="field_limits", to="access.role",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ready", "role", "field"), name="field_limited_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ready", ""), ("role__isnull", False)),
                            models.Q(models.Q(("ready", ""), _negated=True), ("role__isnull", True)),
                            _connector="OR",
                        ),
                        name="field_limit_names_one_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rule__in", ["read_only", "masked", "hidden"])),
                        name="field_limit_rule_is_known",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Reveal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=120)),
                ("field", models.CharField(max_length=80)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["subject", "-id"], name="reveal_of_subject")]},
        ),
    ]
