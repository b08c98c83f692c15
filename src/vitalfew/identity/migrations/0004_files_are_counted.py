"""Files that members take along are counted with tries. The choices are Django's alone: no table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Another kind of attempt."""

    dependencies = [("identity", "0003_attempts_and_links")]

    operations = [
        migrations.AlterField(
            model_name="attempt",
            name="act",
            field=models.CharField(
                choices=[("password", "Password"), ("second_factor", "Second Factor"), ("reset", "Reset"), ("export", "Export")],
                default="password",
                max_length=20,
            ),
        ),
    ]
