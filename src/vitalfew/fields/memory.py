"""The definitions, asked once in each request; where there are none, not even that."""

from django.db.models.signals import post_delete, post_save

from vitalfew.fields.models import Definition
from vitalfew.kernel.remembering import Remembered

_definitions = Remembered("fields", lambda: list(Definition.objects.order_by("place", "pk")))
forget = _definitions.forget
every_definition = _definitions.every
"""All definitions of all records, retired ones too, in their order."""
post_save.connect(forget, sender=Definition, weak=False)
post_delete.connect(forget, sender=Definition, weak=False)
