"""Where customers and inquiries come from: the fixed answers, and the company's own beside them.

A customer or an inquiry keeps the key, so that its source stays what it was when the name is put right.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vitalfew.customers.words import Source
from vitalfew.kernel.errors import BadInput
from vitalfew.kernel.folding import folded
from vitalfew.kernel.history import Kept
from vitalfew.kernel.remembering import Remembered

OWN = "own_"


class OwnSource(models.Model):
    """A source that the company defined. Retired, it is offered no more, and stays the word for what came by it.

    Removed, it is gone from every list; what names it all the same, such as the history, still says its name.
    """

    kept: ClassVar[Kept] = Kept(derived=("version",))

    key = models.CharField(max_length=20, unique=True, editable=False)
    name = models.CharField(gettext_lazy("Name of the source"), max_length=60)
    place = models.PositiveSmallIntegerField(pgettext_lazy("source", "Order"), default=10)
    is_active = models.BooleanField(gettext_lazy("In use"), default=True)
    # By which door its inquiries come (a key of the inquiries' ``Via``); empty for every door.
    intake = models.CharField(
        gettext_lazy("For inquiries that come in by"), max_length=8, blank=True
    )
    is_removed = models.BooleanField(default=False, db_default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(is_removed=False), name="own_source_name_once"
            ),
            models.CheckConstraint(
                condition=models.Q(key__startswith=OWN), name="own_source_is_told_apart"
            ),
        ]

    def __str__(self) -> str:
        return self.name


_own = Remembered("own sources", lambda: list(OwnSource.objects.order_by("place", "name", "pk")))
forget_sources = _own.forget
post_save.connect(forget_sources, sender=OwnSource, weak=False)
post_delete.connect(forget_sources, sender=OwnSource, weak=False)


def own_sources() -> list[OwnSource]:
    """The company's own sources in their order, retired ones too."""
    return [one for one in _own.every() if not one.is_removed]


def every_source() -> list[tuple[str, str]]:
    """Key and name of each source there is, retired ones too: what lists, filters and rules know."""
    fixed = [(str(one.value), str(one.label)) for one in Source]
    return [*fixed, *((one.key, one.name) for one in own_sources())]


def named_sources() -> list[tuple[str, str]]:
    """Key and name of each source there ever was: what a record that names one says."""
    return [*every_source(), *former_sources()]


def former_sources() -> list[tuple[str, str]]:
    """Key and name of each source that was removed: what kept views still name."""
    return [(one.key, _called(one)) for one in _own.every() if one.is_removed]


def source_name(key: str) -> str:
    """What the source with this key is or was called; the key itself where there was none."""
    if key in Source:
        return str(Source(key).label)
    return next((_called(one) for one in _own.every() if one.key == key), key)


def _called(one: OwnSource) -> str:
    return _("%(name)s (removed)") % {"name": one.name} if one.is_removed else one.name


class SourceField(models.CharField):  # type: ignore[type-arg]
    """The key of a source; its choices are rows, which are not asked for while a process only starts."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - passed on as they came
        super().__init__(*args, **(options | {"max_length": 20, "choices": named_sources}))

    def contribute_to_class(self, cls: type[models.Model], name: str, **options: Any) -> None:  # type: ignore[override] # noqa: ANN401 - Django's own
        """Its name is looked up: Django would put all sources into words, for each row again."""
        super().contribute_to_class(cls, name, **options)
        setattr(cls, f"get_{name}_display", lambda row: source_name(getattr(row, name)))

    def _check_choices(self) -> list[Any]:
        return []

    def deconstruct(self) -> Any:  # noqa: ANN401 - Django's own
        """Without the choices: they are no part of the table."""
        name, _path, args, options = super().deconstruct()
        options.pop("choices", None)
        return name, "django.db.models.CharField", args, options


def known_source(text: str) -> str:
    """The key of the source that is named by its key or by the name of an own one, retired ones too.

    BadInput when there never was one.
    """
    known = dict(every_source())
    names = {folded(one.name): one.key for one in own_sources()}
    key = text if text in known else names.get(folded(text), "")
    if not key:
        raise BadInput(
            "source_unknown",
            _("There is no source of this name. Look at the list of sources."),
            field="source",
        )
    return key


def offered_sources(*kept: str, intake: str = "") -> list[tuple[str, str]]:
    """Key and name of each source that may be chosen for what comes by ``intake``, and of those in ``kept``."""
    refused = {
        one.key for one in own_sources()
        if not one.is_active or (intake and one.intake not in {"", intake})
    }  # fmt: skip
    removed = {one.key for one in _own.every() if one.is_removed}
    return [
        (key, name) for key, name in named_sources() if key not in refused | removed or key in kept
    ]


def source_meant(text: str, *, intake: str = "") -> str:
    """The key of the source that is named by its key or by the name of an own one; "" when there is none."""
    offered = offered_sources(intake=intake)
    if text in dict(offered):
        return text
    names = {folded(name): key for key, name in offered if key.startswith(OWN)}
    return names.get(folded(text), "")
