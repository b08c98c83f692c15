from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0014_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='ownsource',
            name='is_removed',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AlterField(
            model_name='ownsource',
            name='name',
            field=models.CharField(max_length=60, verbose_name='Name of the source'),
        ),
        migrations.AddConstraint(
            model_name='ownsource',
            constraint=models.UniqueConstraint(condition=models.Q(('is_removed', False)), fields=('name',), name='own_source_name_once'),
        ),
    ]
