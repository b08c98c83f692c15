"""What most companies want to know: where to begin from."""

from django.db import migrations

BUSINESS = {"kind": "business"}
BUYING = {"kind": "business", "from_stage": "order"}
FIRST = [
    {"fact": "phone"},
    {"fact": "country"},
    {"fact": "source"},
    {"fact": "industry", **BUSINESS},
    {"fact": "contact", **BUSINESS},
    {"fact": "primary_contact", **BUYING},
    {"fact": "decision_maker", **BUYING},
    {"fact": "address", "from_stage": "order"},
    {"fact": "registration", **BUYING},
    {"fact": "invoice_title", **BUYING},
    {"fact": "purchase", "from_stage": "order", "days": 365, "times": "2.5"},
]


def add(apps, schema_editor):
    """Ask for them."""
    Requirement = apps.get_model("upkeep", "Requirement")
    Requirement.objects.bulk_create(Requirement(**facts) for facts in FIRST)


class Migration(migrations.Migration):
    dependencies = [("upkeep", "0001_requirements")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
