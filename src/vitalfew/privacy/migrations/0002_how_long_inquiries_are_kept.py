"""Inquiries that came to nothing have a rule too."""

from django.db import migrations, models

CHOICES = [
    ("left", "Contacts who left every customer"),
    ("never", "Individual customers who never bought"),
    ("inquiry", "Inquiries that were closed and came to nothing"),
    ("long_ago", "Individual customers whose last order is long ago"),
]


class Migration(migrations.Migration):

    dependencies = [("privacy", "0001_erasures_and_retention")]

    operations = [
        migrations.AlterField(
            "retentionrule", "what", models.CharField("Whom it concerns", max_length=8, choices=CHOICES)
        )
    ]
