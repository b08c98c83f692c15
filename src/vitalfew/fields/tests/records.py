"""Own fields for the tests of this app and of the apps above it."""

from vitalfew.fields.models import Definition


def make_field(label: str, kind: str = "text", *choices: str, **facts: object) -> Definition:
    """A field as its form would have left it."""
    kept = [{"key": key, "label": name, "archived": False} for key, name in enumerate(choices, 1)]
    return Definition.objects.create(label=label, kind=kind, choices=kept, **facts)
