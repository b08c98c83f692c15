"""Departments are often regions: without this the planner takes a country and a department for unrelated.

It would then walk a million names for customers of a country in which a department has none.
"""

from django.db import migrations

CREATE = """
CREATE STATISTICS customer_who_sells_where (mcv) ON department_id, country FROM customers_customer;
ALTER STATISTICS customer_who_sells_where SET STATISTICS 1000;
CREATE STATISTICS customer_whose_where (mcv) ON owner_id, country FROM customers_customer;
ALTER STATISTICS customer_whose_where SET STATISTICS 1000;
"""
DROP = "DROP STATISTICS customer_who_sells_where; DROP STATISTICS customer_whose_where;"


class Migration(migrations.Migration):

    dependencies = [("customers", "0004_owner_and_department_indexes")]

    operations = [migrations.RunSQL(CREATE, DROP)]
