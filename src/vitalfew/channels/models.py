"""How somebody is reached: the columns that customers and contacts share. Tables belong to the apps above."""

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from vitalfew.channels.handles import HandleKind, HandleText
from vitalfew.channels.phones import LONGEST, PhoneKind, PhoneNumber


class Backwards(models.Func):
    """The digits of a number from its end: the beginning of this text is the end of the number."""

    template = "left(reverse(regexp_replace(normalize(coalesce(nullif(e164, ''), raw), NFKC), '\\D', '', 'g')), 20)"
    output_field = models.CharField(max_length=20)


class Phone(models.Model):
    """A telephone number: as it was written, and what it means. ``place`` 0 is the one to call first."""

    raw = models.CharField(_("As written"), max_length=LONGEST)
    e164 = models.CharField(_("Number"), max_length=16, blank=True)
    extension = models.CharField(_("Extension"), max_length=12, blank=True)
    kind = models.CharField(_("Kind"), max_length=8, choices=PhoneKind, default=PhoneKind.UNCLEAR)
    place = models.PositiveSmallIntegerField(default=0)
    backwards = models.GeneratedField(
        expression=Backwards(), output_field=models.CharField(max_length=20), db_persist=True
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.e164 or self.raw

    @property
    def key(self) -> tuple[str, str]:
        """What makes two numbers the same."""
        return self.e164 or self.raw, self.extension

    def read(self) -> PhoneNumber:
        """The number without its row."""
        return PhoneNumber(self.raw, self.e164, self.extension, PhoneKind(self.kind))


class Handle(models.Model):
    """A mail address or a name in a messenger."""

    kind = models.CharField(_("Kind"), max_length=8, choices=HandleKind)
    value = models.CharField(_("Address or name"), max_length=254)
    place = models.PositiveSmallIntegerField(default=0)
    folded = models.GeneratedField(
        expression=Lower("value"), output_field=models.CharField(max_length=254), db_persist=True
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.value

    @property
    def key(self) -> tuple[str, str]:
        """What makes two of them the same."""
        return self.kind, self.value

    def read(self) -> HandleText:
        """What it says without its row."""
        return HandleText(HandleKind(self.kind), self.value)


def phone_indexes(name: str) -> list[models.Index]:
    """What every table of numbers is asked: who calls, and whose number ends like this."""
    return [
        # The caller's number.
        models.Index(fields=["e164"], name=f"{name}_e164", condition=~models.Q(e164="")),
        # Search by the last digits.
        models.Index(OpClass("backwards", "varchar_pattern_ops"), name=f"{name}_tail"),
    ]


def handle_indexes(name: str) -> list[models.Index]:
    """What every table of addresses is asked: whose address is this."""
    return [models.Index(fields=["folded"], name=f"{name}_folded")]


def phone_columns(number: PhoneNumber) -> dict[str, Any]:
    """A number as columns."""
    return {
        "raw": number.raw,
        "e164": number.e164,
        "extension": number.extension,
        "kind": number.kind,
    }


def handle_columns(handle: HandleText) -> dict[str, Any]:
    """An address as columns."""
    return {"kind": handle.kind, "value": handle.value}
