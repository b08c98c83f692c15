"""The newest run carries what lists need: the stage beside the score, and its indexes. Older runs keep only their key.

A filter on the stage together with a sort by value walked most of an index: customers who bought once stand at its end.
"""

from django.db import migrations, models

PARENT_INDEXES = {
    "score_best_first": "(score DESC, customer_id DESC)",
    "score_by_rank": "(rank)",
    "score_of_tier": "(tier, score DESC, customer_id DESC)",
    "score_most_sales": "(net_sales DESC, customer_id DESC)",
    "score_most_expected": "(sales_expectation DESC, customer_id DESC)",
    "score_latest": "(last_on DESC, customer_id DESC)",
}
SORTS = {"best": "score DESC", "sales": "net_sales DESC", "expected": "sales_expectation DESC", "latest": "last_on DESC"}
STAGE_SQL = "ALTER TABLE value_customerscore ADD COLUMN stage varchar(12) NOT NULL DEFAULT ''"
# The lock makes a run that is being stored and a change of stages wait for each other: see ``storing.follow_stages``.
FOLLOW_SQL = """
CREATE FUNCTION value_follow_stages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM changed n JOIN before o ON o.id = n.id WHERE n.stage <> o.stage) THEN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('value stages', 0));
    UPDATE value_customerscore s SET stage = n.stage
      FROM changed n
     WHERE s.customer_id = n.id AND s.stage <> n.stage
       AND s.run_id = (SELECT id FROM value_valuerun ORDER BY finished_at DESC, id DESC LIMIT 1);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER value_follow_stages AFTER UPDATE ON customers_customer
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION value_follow_stages();
"""
UNFOLLOW_SQL = "DROP TRIGGER value_follow_stages ON customers_customer; DROP FUNCTION value_follow_stages();"


def index_newest(apps, schema_editor):
    """Give the newest run the stages of today and its indexes."""
    newest = apps.get_model("value", "ValueRun").objects.order_by("-finished_at", "-id").first()
    if newest is None:
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE value_customerscore s SET stage = c.stage FROM customers_customer c"
            " WHERE c.id = s.customer_id AND s.run_id = %s",
            [newest.pk],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        partition = f"value_score_run_{newest.pk}"
        cursor.execute(f"CREATE INDEX {partition}_rank ON {partition} (rank)")
        for group in ("", "tier", "stage"):
            for name, keys in SORTS.items():
                index = f"{partition}_{group}_{name}".replace("__", "_")
                columns = f"{group}, {keys}, customer_id DESC".removeprefix(", ")
                cursor.execute(f"CREATE INDEX {index} ON {partition} ({columns})")
        cursor.execute(f"CREATE STATISTICS {partition}_alike (mcv) ON tier, stage FROM {partition}")
        cursor.execute(f"ANALYZE {partition}")


def forget(apps, schema_editor):
    """Indexes of one run go with the column they hold."""


class Migration(migrations.Migration):

    dependencies = [("value", "0003_list_by_expected_sales"), ("customers", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    [f"DROP INDEX {name}" for name in PARENT_INDEXES],
                    [f"CREATE INDEX {name} ON value_customerscore {keys}" for name, keys in PARENT_INDEXES.items()],
                ),
                migrations.RunSQL(STAGE_SQL, "ALTER TABLE value_customerscore DROP COLUMN stage"),
            ],
            state_operations=[
                *(migrations.RemoveIndex("customerscore", name) for name in PARENT_INDEXES),
                migrations.AddField(
                    "customerscore", "stage", models.CharField(default="", max_length=12, verbose_name="Stage")
                ),
            ],
        ),
        migrations.RunPython(index_newest, forget),
        migrations.RunSQL(FOLLOW_SQL, UNFOLLOW_SQL),
    ]
