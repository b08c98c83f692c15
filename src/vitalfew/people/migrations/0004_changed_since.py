from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_own_fields'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['updated_at'], name='contact_changed'),
        ),
    ]
