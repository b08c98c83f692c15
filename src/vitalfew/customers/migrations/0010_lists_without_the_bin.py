"""The lists of a reach are counted from their index alone, and sorted by when customers were added."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

BEFORE = ("customer_of_owner", "customer_of_department", "customer_owner_country", "customer_department_country")
AFTER = {
    "customer_of_owner": ["owner", "sort_key", "id"],
    "customer_of_department": ["department", "sort_key", "id"],
    "customer_owner_newest": ["owner", "-created_at", "-id"],
    "customer_department_newest": ["department", "-created_at", "-id"],
    "customer_owner_country": ["owner", "country"],
    "customer_department_country": ["department", "country"],
}


def _index(name, fields):
    condition = models.Q((f"{fields[0]}__isnull", False), deleted_at__isnull=True)
    return AddIndexConcurrently("customer", models.Index(fields=fields, name=name, condition=condition))


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("customers", "0009_list_by_industry")]

    operations = [
        *(RemoveIndexConcurrently("customer", name) for name in BEFORE),
        *(_index(name, fields) for name, fields in AFTER.items()),
    ]
