import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inquiries', '0003_by_a_file'),
    ]

    operations = [
        migrations.CreateModel(
            name='InquirySheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data', models.JSONField(default=dict, verbose_name='Own fields')),
                ('inquiry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sheet', to='inquiries.inquiry')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
