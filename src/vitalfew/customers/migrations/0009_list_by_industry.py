"""The list filters by industry; built beside the work that goes on, and empty until somebody chooses one."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("customers", "0008_phones_and_industry")]

    operations = [
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(condition=models.Q(('industry', ''), _negated=True), fields=['industry', 'id'], name='customer_by_industry'),
        ),
    ]
