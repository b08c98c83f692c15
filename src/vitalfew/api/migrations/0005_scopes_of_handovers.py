import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0004_scopes_of_contacts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='token',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('customers.read', 'Read customers'), ('customers.write', 'Add and change customers'), ('calls.write', 'Say who is calling'), ('contacts.read', 'Read contacts'), ('contacts.write', 'Add, change and delete contacts'), ('inquiries.read', 'Read inquiries'), ('inquiries.write', 'Send inquiries'), ('inquiries.edit', 'Work on inquiries and make customers of them'), ('orders.read', 'Read orders'), ('views.read', 'Read saved views of lists'), ('views.write', 'Keep, change, share and delete views of lists'), ('handovers.read', 'Read hand-overs'), ('handovers.write', 'Hand customers over and answer hand-overs'), ('value.read', 'Read what customers are worth')], max_length=40)),
        ),
    ]
