"""What we sell."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalfew.kernel.history import Kept


class Product(models.Model):
    """A good or service with a name and, where known, a code."""

    kept: ClassVar[Kept] = Kept(brought_by="origin", derived=("key",))

    key = models.CharField(max_length=300, editable=False)
    code = models.CharField(_("Product code"), max_length=64, blank=True)
    name = models.CharField(_("Name"), max_length=300)
    origin = models.UUIDField(_("Brought by import"), null=True, editable=False)

    class Meta:
        constraints = [
            # The code, or without one the folded name: what tells two products apart.
            models.UniqueConstraint(fields=["key"], name="product_key_unique")
        ]
        indexes = [
            models.Index(
                fields=["origin"], name="product_origin", condition=models.Q(origin__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.name
