"""The first version of how value is reckoned."""

from django.db import migrations

FIRST = {
    "weights": {"sales_contribution": 40, "sales_expectation": 30, "profit_contribution": 30},
    "margin_percent": 30,
    "horizon_months": 12,
    "discount_percent": 10,
    "scheme": {
        "name": "abcd",
        "tiers": [
            {"code": "A", "share": 20},
            {"code": "B", "share": 30},
            {"code": "C", "share": 30},
            {"code": "D", "share": 20},
        ],
    },
}


def add_first(apps, schema_editor):
    """Version 1; whoever finds it wrong adds version 2."""
    apps.get_model("value", "ValueSettings").objects.create(version=1, **FIRST)


class Migration(migrations.Migration):

    dependencies = [("value", "0001_initial")]

    operations = [migrations.RunPython(add_first, migrations.RunPython.noop)]
