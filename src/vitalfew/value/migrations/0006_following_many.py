"""Whether anybody's stage or owner changed is asked without a join: over two thousand changed customers, which a file
brings up to date, the join compared each with each.
"""

from django.db import migrations

# As before but for the question.
FOLLOW_SQL = """
CREATE OR REPLACE FUNCTION value_follow_customers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT id, stage, owner_id, department_id FROM changed
             EXCEPT SELECT id, stage, owner_id, department_id FROM before)
  THEN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('value stages', 0));
    UPDATE value_customerscore s SET stage = n.stage, owner_id = n.owner_id, department_id = n.department_id
      FROM changed n
     WHERE s.customer_id = n.id
       AND (s.stage, s.owner_id, s.department_id) IS DISTINCT FROM (n.stage, n.owner_id, n.department_id)
       AND s.run_id = (SELECT id FROM value_valuerun ORDER BY finished_at DESC, id DESC LIMIT 1);
  END IF;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [("value", "0005_whose_customer")]

    operations = [migrations.RunSQL(FOLLOW_SQL, migrations.RunSQL.noop)]
