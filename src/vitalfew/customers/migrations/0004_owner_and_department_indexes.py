"""Built beside the work that goes on: nobody waits for a million rows to be indexed."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('customers', '0003_owner_and_department'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(fields=['owner', 'sort_key', 'id'], name='customer_of_owner', condition=models.Q(('owner__isnull', False))),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(fields=['department', 'sort_key', 'id'], name='customer_of_department', condition=models.Q(('department__isnull', False))),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(fields=['owner', 'country'], name='customer_owner_country', condition=models.Q(('owner__isnull', False))),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(fields=['department', 'country'], name='customer_department_country', condition=models.Q(('department__isnull', False))),
        ),
    ]
