import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_consents'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data', models.JSONField(default=dict, verbose_name='Own fields')),
                ('contact', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sheet', to='people.contact')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
