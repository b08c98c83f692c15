import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tries are counted for codes and resets too; sign-in links are kept as hashes."""

    dependencies = [("identity", "0002_failed_sign_in")]

    operations = [
        migrations.RemoveIndex("failedsignin", "failed_sign_in_by_name"),
        migrations.RemoveIndex("failedsignin", "failed_sign_in_by_address"),
        migrations.RenameModel("FailedSignIn", "Attempt"),
        migrations.RenameField("attempt", "address", "source"),
        migrations.AlterField("attempt", "source", models.CharField(max_length=100)),
        migrations.AddField(
            "attempt",
            "act",
            models.CharField(
                choices=[("password", "Password"), ("second_factor", "Second Factor"), ("reset", "Reset")],
                default="password",
                max_length=20,
            ),
        ),
        migrations.AddIndex("attempt", models.Index(fields=["name", "at"], name="attempt_by_name")),
        migrations.AddIndex("attempt", models.Index(fields=["source", "at"], name="attempt_by_source")),
        migrations.CreateModel(
            name="SignInLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invitation", "Invitation"),
                            ("help", "Help"),
                            ("reset", "Reset"),
                        ],
                        max_length=20,
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("password_print", models.CharField(max_length=64)),
                ("mailed_to", models.EmailField(blank=True, max_length=254)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
