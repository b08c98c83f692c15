"""Nobody loses sight: before there were roles every member saw and did everything with customers.

Administrators get the proprietor's role beside their own; everybody else becomes a salesperson who sees all.
"""

from django.db import migrations


def give_roles(apps, schema_editor):
    Member = apps.get_model('identity', 'Member')
    Holding = apps.get_model('access', 'Holding')
    for member in Member.objects.order_by('pk'):
        ready = 'proprietor' if member.is_administrator else 'salesperson_all'
        Holding.objects.get_or_create(member=member, ready=ready, role=None)


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_organisation_and_roles'),
        ('identity', '0001_initial'),
    ]

    operations = [migrations.RunPython(give_roles, migrations.RunPython.noop)]
