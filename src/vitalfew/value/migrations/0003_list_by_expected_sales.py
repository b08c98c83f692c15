"""The customer list sorts by expected sales too."""

from django.db import migrations, models

INDEX_SQL = "CREATE INDEX score_most_expected ON value_customerscore (sales_expectation DESC, customer_id DESC)"


class Migration(migrations.Migration):

    dependencies = [("value", "0002_first_settings")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(INDEX_SQL, "DROP INDEX score_most_expected")],
            state_operations=[
                migrations.AddIndex(
                    model_name="customerscore",
                    index=models.Index(fields=["-sales_expectation", "-customer"], name="score_most_expected"),
                ),
            ],
        ),
    ]
