"""Pools of customers that are nobody's, who may take from them, and what limits the taking."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.access.api import Department
from vitalfew.customers.api import Customer
from vitalfew.kernel.history import NotKept
from vitalfew.kernel.merging import Stays
from vitalfew.ownership.api import How

WAITS = Stays("a customer that went into another waits in its pool until that is taken back")


class Fact(models.TextChoices):
    """What a pool may tell of its customers to those who can claim them."""

    KIND = "kind", _("Kind")
    COUNTRY = "country", _("Country or region")
    INDUSTRY = "industry", _("Industry")
    STAGE = "stage", _("Stage")
    TIER = "tier", _("Tier")


class Way(models.TextChoices):
    """To whom the next customer of a pool goes."""

    IN_TURN = "in_turn", _("In turn")
    LEAST = "least", _("To whoever owns fewest")


class Watched(models.TextChoices):
    """What must not have happened for a rule to recycle a customer."""

    ORDERS = "orders", _("Orders")
    CONTACTS = "contacts", _("Follow-ups")
    BOTH = "both", _("Orders and follow-ups")


def all_facts() -> list[str]:
    """What a new pool tells."""
    return list(Fact.values)


class Pool(models.Model):
    """A place for customers without an owner: whoever has a seat at it may see and claim them."""

    name = models.CharField(pgettext_lazy("pool", "Name"), max_length=100)
    note = models.CharField(_("What it is for"), max_length=200, blank=True)
    is_open = models.BooleanField(_("Open"), default=True)
    masks_names = models.BooleanField(_("Names masked until claimed"), default=False)
    facts = models.JSONField(_("What it tells before a claim"), default=all_facts, blank=True)
    claims_a_day = models.PositiveIntegerField(
        _("Claims a day, for each member"), null=True, blank=True
    )
    looks_a_day = models.PositiveIntegerField(
        _("Customers to open a day, for each member"), null=True, blank=True
    )
    wait_days = models.PositiveIntegerField(_("Days a former owner waits"), default=0)
    rest_days = models.PositiveIntegerField(_("Days before a newcomer can be claimed"), default=0)
    deals = models.CharField(
        _("Gives its customers out by itself"), max_length=8, choices=Way, blank=True, default="", db_default=""
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="pool_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="pool_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A member, or everybody of a department and below it, may see a pool and claim; or also give what is in it."""

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="seats")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    department = models.ForeignKey(
        Department, null=True, on_delete=models.CASCADE, related_name="+"
    )
    may_give = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=True) ^ Q(department__isnull=True),
                name="seat_is_a_members_or_a_departments",
            ),
            models.UniqueConstraint(
                fields=["pool", "member", "department"], nulls_distinct=False, name="one_seat_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool}: {self.member or self.department}"


class Pooled(models.Model):
    """A customer lies in a pool, since when and why. It goes by itself when the customer gets an owner (a trigger)."""

    merging: ClassVar[Stays] = WAITS

    customer = models.OneToOneField(
        Customer, on_delete=models.DO_NOTHING, db_constraint=False, related_name="pool_entry"
    )
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="entries", db_index=False)
    since = models.DateTimeField(_("In the pool since"))
    how = models.CharField(_("How it came"), max_length=12, choices=How)
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
    put_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # fmt: skip
    former_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # fmt: skip

    class Meta:
        # A pool's list, what came last on top.
        indexes = [models.Index(fields=["pool", "-since", "-id"], name="entry_newest")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.pool_id}"


class Taking(models.Model):
    """A customer left a pool for an owner. Rows are never changed: they are what the daily quota counts."""

    merging: ClassVar[Stays] = Stays("says what was taken that day")

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    how = models.CharField(max_length=12, choices=How)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # How many a member has claimed today.
        indexes = [models.Index(fields=["member", "pool", "at"], name="taking_of_member")]

    def __str__(self) -> str:
        return f"{self.member} {self.customer_id}"


class Lock(models.Model):
    """The owner keeps a customer from being recycled, to a day. It goes by itself with the owner (a trigger)."""

    merging: ClassVar[Stays] = Stays("whoever owns the customer that stays locks that one")

    customer = models.OneToOneField(
        Customer, on_delete=models.DO_NOTHING, db_constraint=False, related_name="lock"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("Reason"), max_length=200)
    until = models.DateField(_("Locked until"))
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.until}"


class Cap(models.Model):
    """How many customers a department's members may own, each and together, and lock; without one: everybody."""

    department = models.OneToOneField(
        Department, verbose_name=_("Department"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )  # fmt: skip
    most_each = models.PositiveIntegerField(_("Customers for each member"), null=True, blank=True)
    most_together = models.PositiveIntegerField(
        _("Customers of all together"), null=True, blank=True
    )
    spares_buyers = models.BooleanField(_("Customers who have bought do not count"), default=False)
    most_locked = models.PositiveIntegerField(
        _("Locked customers for each member"), null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department"], nulls_distinct=False, name="one_cap_for_a_department"
            )
        ]

    def __str__(self) -> str:
        return str(self.department or _("Everybody"))


class Rule(models.Model):
    """Whose customers go into a pool: those owned for some days in which nothing happened, of some tiers or of any.

    A rule plans, somebody looks at what it would recycle, and confirms; or it runs every day, and recycles nobody of
    whom the owner was not warned long enough before.
    """

    pool = models.ForeignKey(
        Pool, verbose_name=_("Into the pool"), on_delete=models.CASCADE, related_name="rules"
    )
    name = models.CharField(pgettext_lazy("rule", "Name"), max_length=100)
    days = models.PositiveIntegerField(_("Days in which nothing happened"))
    watches = models.CharField(
        _("What counts"), max_length=8, choices=Watched, default=Watched.ORDERS, db_default=Watched.ORDERS
    )  # fmt: skip
    tiers = models.JSONField(_("Tiers"), default=list, blank=True)
    most_expected = models.DecimalField(
        _("Expected sales of 12 months at most"),
        max_digits=20,
        decimal_places=2,
        null=True,
        blank=True,
    )
    spares_buyers = models.BooleanField(_("Leaves customers who have bought"), default=True)
    spares_inquiries = models.BooleanField(
        _("Leaves customers with an open inquiry"), default=True, db_default=True
    )
    runs_daily = models.BooleanField(
        _("Runs by itself, every day"), default=False, db_default=False
    )
    warn_days = models.PositiveIntegerField(
        _("Days of warning for the owner"), default=7, db_default=7
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="rule_has_a_name"),
            models.CheckConstraint(condition=Q(days__gte=1), name="rule_waits_a_day_at_least"),
        ]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """The owner was warned that a rule will take a customer, not before a day. Gone when it does, or does no more."""

    kept: ClassVar[NotKept] = NotKept(
        "made and dropped by the day; what is recycled has its entries"
    )
    merging: ClassVar[Stays] = WAITS

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="notices", db_index=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    warned_at = models.DateTimeField(_("Warned"))
    goes_on = models.DateField(_("Goes not before"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "customer"], name="warned_once_by_a_rule")
        ]
        indexes = [
            # The list of what is about to go, the first to go on top.
            models.Index(fields=["goes_on", "id"], name="notice_next"),
            # Whether a customer is about to go.
            models.Index(fields=["customer"], name="notice_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.goes_on}"
