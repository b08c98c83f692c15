"""Fields that a company adds: what each is, and the sheet of values beside a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class FieldKind(models.TextChoices):
    """What a field holds."""

    TEXT = "text", pgettext_lazy("field", "Text")
    NUMBER = "number", pgettext_lazy("field", "Number")
    MONEY = "money", pgettext_lazy("field", "Money")
    DATE = "date", pgettext_lazy("field", "Date")
    CHOICE = "choice", pgettext_lazy("field", "One of several")
    CHOICES = "choices", pgettext_lazy("field", "Any of several")
    LINK = "link", pgettext_lazy("field", "Link")
    FORMULA = "formula", pgettext_lazy("field", "Formula")


TEXTS = frozenset({FieldKind.TEXT, FieldKind.LINK})
NUMBERS = frozenset({FieldKind.NUMBER, FieldKind.MONEY})
CHOSEN = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})
# The columns that hold a label in each language.
LABELS = {"zh-hans": "label_zh_hans", "zh-hant": "label_zh_hant", "en": "label_en"}


@dataclass(frozen=True)
class Choice:
    """One of the values of a field. Records keep its key, so that it can be renamed."""

    key: int
    label: str
    is_archived: bool = False

    def kept(self) -> dict[str, object]:
        """As it is stored with its field."""
        return {"key": self.key, "label": self.label, "archived": self.is_archived}


class Definition(models.Model):
    """A field that the company added to a kind of record. It is retired, never deleted: its values stay readable."""

    record = models.CharField(max_length=20, default="customer", editable=False)
    label = models.CharField(_("Name"), max_length=80)
    label_zh_hans = models.CharField(_("Name in Simplified Chinese"), max_length=80, blank=True)
    label_zh_hant = models.CharField(_("Name in Traditional Chinese"), max_length=80, blank=True)
    label_en = models.CharField(_("Name in English"), max_length=80, blank=True)
    help_text = models.CharField(
        _("Explanation"),
        max_length=200,
        blank=True,
        help_text=_("Stands under the field in forms."),
    )
    kind = models.CharField(pgettext_lazy("of a field", "Kind"), max_length=10, choices=FieldKind)
    variant = models.CharField(_("Asked of"), max_length=20, blank=True)
    section = models.CharField(
        _("Section"), max_length=60, blank=True, help_text=_("Fields of one section stand together."),
    )  # fmt: skip
    place = models.PositiveIntegerField(_("Place"), default=0)
    required_from = models.CharField(_("Must be filled in"), max_length=20, blank=True)
    is_unique = models.BooleanField(_("No two records have the same value"), default=False)
    default = models.CharField(_("Filled in beforehand with"), max_length=200, blank=True)
    choices = models.JSONField(_("Values to choose from"), default=list, blank=True)
    formula = models.CharField(_("Formula"), max_length=500, blank=True)
    places = models.PositiveSmallIntegerField(_("Decimal places"), default=2)
    currency = models.CharField(
        _("Currency"), max_length=3, blank=True, help_text=_("Empty: the company's own currency."),
    )  # fmt: skip
    is_listed = models.BooleanField(_("Column in lists"), default=True)
    is_filtered = models.BooleanField(_("Lists can be filtered and sorted by it"), default=True)
    is_searched = models.BooleanField(_("The search looks into it"), default=False)
    is_personal = models.BooleanField(
        _("May tell something of a person"), default=True,
        help_text=_("Then it is erased with the person; otherwise it stays for the books."),
    )  # fmt: skip
    retired_at = models.DateTimeField(_("Retired"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(label=""), name="own_field_has_a_label"),
            models.CheckConstraint(
                condition=models.Q(kind__in=FieldKind.values), name="own_field_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(places__lte=6), name="own_field_places_at_most_six"
            ),
        ]

    def __str__(self) -> str:
        column = LABELS.get((get_language() or "").lower(), "")
        return (getattr(self, column) if column else "") or self.label

    @property
    def name(self) -> str:
        """What it is called where machines read: in forms, addresses, formulas and the API."""
        return f"f{self.pk}"

    @property
    def column(self) -> str:
        """The name of its value beside a row of a list."""
        return f"own_{self.name}"

    @property
    def search_column(self) -> str:
        """The name of its text beside a row, as the search reads it."""
        return f"{self.column}_search"

    @property
    def key(self) -> str:
        """What rules about fields call it."""
        return f"{self.record}.own.{self.name}"

    @property
    def is_retired(self) -> bool:
        """Whether nobody fills it in any more."""
        return self.retired_at is not None

    @property
    def is_typed(self) -> bool:
        """Whether people fill it in; a formula follows from other fields."""
        return self.kind != FieldKind.FORMULA

    def all_choices(self) -> list[Choice]:
        """Every value to choose from, archived ones too, in their order."""
        return [_choice(one) for one in self.choices]

    def choice_labels(self) -> dict[int, str]:
        """What each value is called."""
        return {one.key: one.label for one in self.all_choices()}

    def is_for(self, variant: str) -> bool:
        """Whether it is asked of records of this kind."""
        return not self.variant or self.variant == variant


def _choice(kept: Mapping[str, Any]) -> Choice:
    return Choice(int(kept["key"]), str(kept["label"]), bool(kept.get("archived")))


class Sheet(models.Model):
    """The values of a record's own fields, by the names of the fields. Tables belong to the apps above.

    Numbers are decimal texts, days ISO texts, choices keys; a field without a value is not there.
    """

    data = models.JSONField(_("Own fields"), default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"sheet {self.pk}"
