"""What is kept to tell duplicates: keys of every customer, pairs that look alike, what people said of them, merges."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalfew.customers.api import Customer
from vitalfew.kernel.history import NotKept
from vitalfew.kernel.merging import Stays
from vitalfew.people.api import Contact

DERIVED = NotKept("follows from the customer, and is made anew")
OLDER_MERGES = Stays("tells the way, also that of older merges")
OF_ITS_CUSTOMER = Stays("says what this one customer is, not what it has")
OF_ITS_PERSON = Stays("says who this one person is, not what they have")


def to_customer(*, db_index: bool = True) -> "models.ForeignKey[Customer, Customer]":
    """A reference that a trigger takes away with its customer: a million at once, in one statement."""
    return models.ForeignKey(
        Customer,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        db_index=db_index,
    )


class CustomerName(models.Model):
    """A customer's name folded, for search in any writing. Made by the worker, seconds after the customer."""

    kept: ClassVar[NotKept] = DERIVED
    merging: ClassVar[Stays] = OF_ITS_CUSTOMER

    customer = models.OneToOneField(
        Customer,
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="folded_name",
    )
    folded = models.CharField(max_length=220)
    core = models.CharField(max_length=220)
    # Every Chinese character three times: so one character is a trigram, and a search of any length is indexed.
    tripled = models.TextField()

    class Meta:
        indexes = [
            # The name, or its beginning, as it was typed into the search.
            models.Index(fields=["folded"], name="name_folded", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["core"], name="name_core", opclasses=["varchar_pattern_ops"]),
            GinIndex(fields=["tripled"], name="name_anywhere", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.folded


class MatchKey(models.Model):
    """One key of one customer, as a number: customers that share one are compared."""

    kept: ClassVar[NotKept] = DERIVED
    merging: ClassVar[Stays] = OF_ITS_CUSTOMER

    pk = models.CompositePrimaryKey("number", "customer_id")
    number = models.BigIntegerField()
    customer = to_customer()
    asks = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.number} {self.customer_id}"


class Unkeyed(models.Model):
    """A customer whose keys are to be made: noted by a trigger, whatever wrote the customer."""

    kept: ClassVar[NotKept] = NotKept("a note for the worker, gone in seconds")

    customer_id = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.customer_id)


class Likeness(models.Model):
    """Two that look like one, and why. Found anew by each scan."""

    kept: ClassVar[NotKept] = NotKept("found anew by each scan; what people say of it is kept")

    verdict = models.CharField(_("Looks like"), max_length=8)
    score = models.FloatField(_("Agreement"))
    reason = models.JSONField(default=list)
    scan = models.UUIDField(default=uuid.uuid4)
    found_at = models.DateTimeField(_("Found"), auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"  # type: ignore[attr-defined]


class Pair(Likeness):
    """Two customers that look like one."""

    merging: ClassVar[Stays] = OF_ITS_CUSTOMER

    first = to_customer(db_index=False)
    second = to_customer()

    class Meta(Likeness.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="pair_smaller_key_first"
            ),
        ]
        # The queue: what agrees most comes first.
        indexes = [models.Index(fields=["-score", "-id"], name="pair_best_first")]


class PersonPair(Likeness):
    """Two contacts who look like one person."""

    merging_people: ClassVar[Stays] = OF_ITS_PERSON

    first = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")

    class Meta(Likeness.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="person_pair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")),
                name="person_pair_smaller_key_first",
            ),
        ]
        indexes = [models.Index(fields=["-score", "-id"], name="person_pair_best_first")]


class Answer(models.TextChoices):
    """What somebody said of a pair."""

    DIFFERENT = "different", _("Not the same")
    LATER = "later", _("Later")


class Said(models.Model):
    """What somebody said of two: it outlives the scan that found them."""

    answer = models.CharField(_("Answer"), max_length=9, choices=Answer)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}: {self.answer}"  # type: ignore[attr-defined]


class Judgement(Said):
    """What somebody said of two customers."""

    merging: ClassVar[Stays] = OF_ITS_CUSTOMER

    first = to_customer(db_index=False)
    second = to_customer(db_index=False)

    class Meta(Said.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="judgement_once"),
            models.CheckConstraint(
                condition=models.Q(answer__in=Answer.values), name="judgement_answer_is_known"
            ),
        ]


class PersonJudgement(Said):
    """What somebody said of two contacts."""

    merging_people: ClassVar[Stays] = OF_ITS_PERSON

    first = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")

    class Meta(Said.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="person_judgement_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")),
                name="person_judgement_smaller_key_first",
            ),
            models.CheckConstraint(
                condition=models.Q(answer__in=Answer.values),
                name="person_judgement_answer_is_known",
            ),
        ]


class Merging(models.Model):
    """One went into another: what moved, what was chosen, and all that is needed to take it back."""

    survivor_name = models.CharField(max_length=200)
    other_name = models.CharField(max_length=200)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(_("Reason"), max_length=200)
    at = models.DateTimeField(_("Merged"), auto_now_add=True)
    # Fields of both before, and of the survivor after.
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # model.field: keys of the rows that moved; that stayed behind; {key: values before} of those changed to fit.
    moved = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    fitted = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    own = models.JSONField(default=dict)  # model.field: how many rows the survivor had before
    undone_at = models.DateTimeField(_("Taken back"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.other_name} → {self.survivor_name}"


class Merge(Merging):
    """One customer went into another."""

    merging: ClassVar[Stays] = OLDER_MERGES

    survivor = to_customer()
    other = to_customer(db_index=False)

    class Meta(Merging.Meta):
        constraints = [
            # A customer goes into one other at a time. Also how the way from an old address is found.
            models.UniqueConstraint(
                fields=["other"],
                name="merged_into_one",
                condition=models.Q(undone_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=~models.Q(survivor=models.F("other")), name="merge_of_two"
            ),
        ]
        # The list of merges, newest first.
        indexes = [models.Index(fields=["-at", "-id"], name="merge_newest")]


class PersonMerge(Merging):
    """One contact went into another."""

    merging_people: ClassVar[Stays] = OLDER_MERGES

    survivor = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")

    class Meta(Merging.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["other"],
                name="person_merged_into_one",
                condition=models.Q(undone_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=~models.Q(survivor=models.F("other")), name="merge_of_two_persons"
            ),
        ]
