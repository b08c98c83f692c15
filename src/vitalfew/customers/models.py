"""The customer: one record for life, whatever stage it is in."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Department
from vitalfew.channels.api import Handle, Phone, handle_indexes, phone_indexes
from vitalfew.customers.rules import SEARCH_TEXT_SQL
from vitalfew.customers.sources import SourceField
from vitalfew.customers.words import Industry
from vitalfew.fields.api import Sheet
from vitalfew.kernel.history import Kept
from vitalfew.kernel.merging import Stays


class Stage(models.TextChoices):
    """The six stages of the customer lifecycle, in their order. Facts decide; nobody types one."""

    UNIDENTIFIED = "unidentified", _("Unidentified")
    PROSPECT = "prospect", _("Prospect")
    OPPORTUNITY = "opportunity", _("Opportunity")
    ORDER = "order", _("Order customer")
    ACTIVE = "active", _("Active user")
    REPEAT = "repeat", _("Repeat customer")


class SearchText(models.Func):
    """Folded name, code and pinyin in one text that a trigram index finds from one Chinese character on."""

    template = SEARCH_TEXT_SQL
    output_field = models.TextField()


class Present(models.Manager["Customer"]):
    """Customers who are not in the bin: what every read begins with."""

    def get_queryset(self) -> models.QuerySet["Customer"]:
        """Without the bin."""
        return super().get_queryset().filter(deleted_at__isnull=True)


class Customer(models.Model):
    """A company or person we sell to, or may one day."""

    kept: ClassVar[Kept] = Kept(
        brought_by="origin",
        untouched="r.version = 1",
        derived=(
            "folded",
            "pinyin",
            "initials",
            "sort_key",
            "search_text",
            "version",
            "updated_at",
        ),
    )

    class Kind(models.TextChoices):
        """Whether a business or a person buys."""

        BUSINESS = "business", _("Business")
        INDIVIDUAL = "individual", _("Individual")

    code = models.CharField(_("Customer number"), max_length=64, null=True, blank=True)
    name = models.CharField(_("Name"), max_length=200)
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind, default=Kind.BUSINESS)
    country = models.CharField(_("Country or region"), max_length=80, blank=True)
    website = models.URLField(_("Website"), max_length=200, blank=True, db_default="")
    industry = models.CharField(
        _("Industry"), max_length=4, choices=Industry, blank=True, db_default=""
    )
    source = SourceField(_("Source"), blank=True, db_default="")
    stage = models.CharField(_("Stage"), max_length=12, choices=Stage, default=Stage.PROSPECT)
    folded = models.TextField(default="", db_default="", editable=False)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    initials = models.CharField(max_length=200, blank=True, editable=False)
    sort_key = models.CharField(max_length=420, editable=False, db_collation="C")
    search_text = models.GeneratedField(
        expression=SearchText(), output_field=models.TextField(), db_persist=True
    )
    # Whose it is, and in which part of the company; nobody's yet while empty. Both say who may see the customer.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Owner"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    department = models.ForeignKey(
        Department,
        verbose_name=_("Department"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    origin = models.UUIDField(_("Brought by import"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("Added"), auto_now_add=True)
    updated_at = models.DateTimeField(_("Changed"), auto_now=True)

    deleted_at = models.DateTimeField(_("In the bin since"), null=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("Deleted by"),
    )
    deleted_reason = models.CharField(
        _("Reason for deleting"), max_length=200, blank=True, editable=False, db_default=""
    )

    objects: ClassVar[Present] = Present()
    everything: ClassVar[models.Manager["Customer"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="customer_code_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="customer_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="customer_stage_is_known"
            ),
        ]
        indexes = [
            # The list sorted by name.
            models.Index(fields=["sort_key", "id"], name="customer_by_name"),
            # The list sorted by when it was added.
            models.Index(fields=["-created_at", "-id"], name="customer_newest"),
            # The list's filters.
            models.Index(fields=["country", "id"], name="customer_by_country"),
            models.Index(fields=["stage", "id"], name="customer_by_stage"),
            models.Index(fields=["kind", "id"], name="customer_by_kind"),
            # The filter by industry; partial, for it is empty until somebody chooses one.
            models.Index(
                fields=["industry", "id"],
                name="customer_by_industry",
                condition=~models.Q(industry=""),
            ),
            # The list of somebody who sees their own, or a department's: by name, by when they were added, and which
            # countries there are. Partial, so that a million customers that are nobody's yet pay nothing for them, and
            # without those in the bin, so that they are counted from the index alone.
            *(
                models.Index(
                    fields=fields,
                    name=name,
                    condition=models.Q((f"{fields[0]}__isnull", False), deleted_at__isnull=True),
                )
                for name, fields in {
                    "customer_of_owner": ["owner", "sort_key", "id"],
                    "customer_of_department": ["department", "sort_key", "id"],
                    "customer_owner_newest": ["owner", "-created_at", "-id"],
                    "customer_department_newest": ["department", "-created_at", "-id"],
                    "customer_owner_country": ["owner", "country"],
                    "customer_department_country": ["department", "country"],
                }.items()
            ),
            # One or two Latin letters: shorter than a trigram, so by prefix.
            models.Index(
                fields=["initials"], name="customer_initials", opclasses=["varchar_pattern_ops"]
            ),
            # Search from any one Chinese character or three Latin letters.
            GinIndex(fields=["search_text"], name="customer_search", opclasses=["gin_trgm_ops"]),
            # The bin, the orders that lie in it, and what its age makes due.
            models.Index(
                fields=["deleted_at"],
                name="customer_bin",
                condition=models.Q(deleted_at__isnull=False),
            ),
            # Undoing an import finds what it brought.
            models.Index(
                fields=["origin"], name="customer_origin", condition=models.Q(origin__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def website_link(self) -> str:
        """The website where it is an address of the web. Forms let nothing else in, and a page follows nothing else."""
        return self.website if self.website.lower().startswith(("http://", "https://")) else ""


class TeamMember(models.Model):
    """Somebody who helps with a customer of another owner: reads, or also writes, until a day or without end.

    The row stays when its time is over, so that the customer's page and history can tell who helped.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="team")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Team member"),
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    may_write = models.BooleanField(_("May change the customer"), default=False)
    expires_on = models.DateField(_("Last day"), null=True, blank=True)
    removed_at = models.DateTimeField(_("Taken off the team"), null=True, editable=False)
    # The history says it beside every change: no name for people, so that it is not said twice.
    reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = _("Account team")
        constraints = [
            # Also the index by which every request of a member finds their teams.
            models.UniqueConstraint(
                fields=["member", "customer"], name="once_on_the_team_of_a_customer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} → {self.customer_id}"

    @property
    def is_over(self) -> bool:
        """Whether it gives nothing any more: taken off, or its last day has passed."""
        expired = self.expires_on is not None and self.expires_on < timezone.localdate()
        return expired or self.removed_at is not None


class CustomerPhone(Phone):
    """A telephone number of a customer: a company's switchboard, or an individual's own."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="phones")

    class Meta(Phone.Meta):
        verbose_name_plural = _("Phone numbers")
        abstract = False
        indexes = phone_indexes("customer_phone")


class CustomerHandle(Handle):
    """A mail address or a name in a messenger of a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="handles")

    class Meta(Handle.Meta):
        verbose_name_plural = _("E-mail addresses and messengers")
        abstract = False
        indexes = handle_indexes("customer_handle")


class CustomerSheet(Sheet):
    """The values of a customer's own fields; one without any has none."""

    merging: ClassVar[Stays] = Stays("a merge takes its values field by field")

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="sheet")
