"""An inquiry: somebody asked us something. It comes from somewhere, and finds or makes its customer."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.access.api import Department
from vitalfew.customers.api import OWN, Customer, Source, SourceField, every_source
from vitalfew.fields.api import Sheet
from vitalfew.inquiries.words import ClosedReason, State, Target, Via
from vitalfew.kernel.history import Kept, NotKept
from vitalfew.kernel.merging import Moves
from vitalfew.people.api import Contact

# Every Chinese character three times: one character is one trigram, so a search of any length uses the index.
SEARCH_TEXT_SQL = (
    "regexp_replace(lower(name || ' ' || company || ' ' || pinyin || ' ' || initials || ' ' || left(wants, 500)),"
    " '([㐀-鿿])', '\\1\\1\\1', 'g')"
)
SOURCE_IS_KNOWN = models.Q(source__in=Source.values) | models.Q(source__startswith=OWN)


class SearchText(models.Func):
    """Name, company, what is wanted, and their pinyin, in one text for a trigram index."""

    template = SEARCH_TEXT_SQL
    output_field = models.TextField()


class WebForm(models.Model):
    """A form for strangers, at an address of its own and in a frame on the sites that are named."""

    kept: ClassVar[Kept] = Kept(derived=("version",))

    name = models.CharField(_("Name of the form"), max_length=100)
    key = models.CharField(max_length=40, unique=True, editable=False)
    is_active = models.BooleanField(_("In use"), default=True)
    heading = models.CharField(_("Heading"), max_length=120)
    intro = models.CharField(_("Text above the fields"), max_length=500, blank=True)
    thanks = models.CharField(_("Text after sending"), max_length=500, blank=True)
    language = models.CharField(
        _("Language"), max_length=10, choices=settings.LANGUAGES, blank=True
    )
    source = SourceField(_("Source"), default=Source.ONLINE_INQUIRY)
    source_detail = models.CharField(_("Campaign, referrer or page"), max_length=300, blank=True)
    consent_text = models.CharField(_("What the sender agrees to"), max_length=500, blank=True)
    wants_confirmation = models.BooleanField(_("The sender confirms by mail"), default=False)
    sites = models.TextField(_("Websites that may show the form"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=SOURCE_IS_KNOWN, name="form_source_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def origins(self) -> list[str]:
        """The named sites, each as scheme and host."""
        return self.sites.split()


class Arrived(models.Manager["Inquiry"]):
    """Inquiries that count: what every read begins with."""

    def get_queryset(self) -> models.QuerySet["Inquiry"]:
        """Without those whose sender has not confirmed that they asked."""
        return super().get_queryset().exclude(state=State.UNCONFIRMED)


class Inquiry(models.Model):
    """Somebody asked: from where, what, and what became of it. Where it came from is written once."""

    kept: ClassVar[Kept] = Kept(
        derived=("pinyin", "initials", "search_text", "e164", "version", "updated_at")
    )
    merging_people: ClassVar[Moves] = Moves()

    source = SourceField(_("Source"))
    source_detail = models.CharField(_("Campaign, referrer or page"), max_length=300, blank=True)
    via = models.CharField(_("Way in"), max_length=8, choices=Via)
    name = models.CharField(pgettext_lazy("person", "Name"), max_length=120, blank=True)
    company = models.CharField(pgettext_lazy("inquiry", "Company"), max_length=200, blank=True)
    phone = models.CharField(_("Phone number"), max_length=60, blank=True)
    e164 = models.CharField(max_length=16, blank=True, editable=False)
    mail = models.EmailField(_("E-mail"), blank=True)
    messenger = models.CharField(_("WeChat, LINE or QQ"), max_length=100, blank=True)
    country = models.CharField(_("Country or region"), max_length=80, blank=True)
    province = models.CharField(_("Province or city"), max_length=80, blank=True)
    wants = models.TextField(_("What they want"), max_length=4000, blank=True)
    received_at = models.DateTimeField(_("Received"))
    state = models.CharField(_("State"), max_length=12, choices=State, default=State.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        db_index=False, verbose_name=_("Owner"),
    )  # fmt: skip
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        verbose_name=_("Department"),
    )  # fmt: skip
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        verbose_name=_("Entered by"),
    )  # fmt: skip
    answered_at = models.DateTimeField(_("First answer"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        verbose_name=_("Answered by"),
    )  # fmt: skip
    answer = models.TextField(_("What was answered"), max_length=2000, blank=True)
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.CASCADE, related_name="inquiries",
        verbose_name=_("Customer"),
    )  # fmt: skip
    contact = models.ForeignKey(
        Contact, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("Contact")
    )
    closed_reason = models.CharField(
        _("Why it was closed"), max_length=12, choices=ClosedReason, blank=True
    )
    closed_note = models.CharField(_("Note on closing"), max_length=300, blank=True)
    consent_at = models.DateTimeField(_("Agreed"), null=True)
    consent_text = models.CharField(_("Agreed to"), max_length=500, blank=True)
    form = models.ForeignKey(WebForm, null=True, on_delete=models.SET_NULL, related_name="+")
    # What the sender's side calls it: the same one coming again is taken for the first.
    receipt = models.CharField(max_length=100, null=True, unique=True, editable=False)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    initials = models.CharField(max_length=200, blank=True, editable=False)
    search_text = models.GeneratedField(
        expression=SearchText(), output_field=models.TextField(), db_persist=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Arrived] = Arrived()
    everything: ClassVar[models.Manager["Inquiry"]] = models.Manager()

    class Meta:
        verbose_name_plural = _("Inquiries")
        base_manager_name = "everything"
        constraints = [
            models.CheckConstraint(condition=SOURCE_IS_KNOWN, name="inquiry_source_is_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="inquiry_state_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(name="", company="", phone="", mail="", messenger=""),
                name="inquiry_is_from_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.QUALIFIED) | models.Q(customer__isnull=False),
                name="inquiry_qualified_has_customer",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.CLOSED) | ~models.Q(closed_reason=""),
                name="inquiry_closed_has_reason",
            ),
        ]
        indexes = [
            # The list, the newest first.
            models.Index(fields=["-received_at", "-id"], name="inquiry_newest"),
            # The list by how soon it was answered.
            models.Index(fields=["-answered_at", "-id"], name="inquiry_answered"),
            # One's own, and the load of a member when inquiries are given out.
            models.Index(fields=["owner", "state", "-received_at", "-id"], name="inquiry_of_owner"),
            # A department's.
            models.Index(
                fields=["department", "-received_at", "-id"], name="inquiry_of_department"
            ),
            # What waits for an answer.
            models.Index(fields=["state", "-received_at", "-id"], name="inquiry_by_state"),
            # Search from one Chinese character or three Latin letters on.
            GinIndex(fields=["search_text"], name="inquiry_search", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        # Never the number or the address: a role may hide them.
        return self.company or self.name or self.messenger or f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done with it."""
        return self.state in {State.NEW, State.ASSIGNED, State.ANSWERED}


class InquirySheet(Sheet):
    """The values of an inquiry's own fields; one without any has none."""

    inquiry = models.OneToOneField(Inquiry, on_delete=models.CASCADE, related_name="sheet")


class RoutingRule(models.Model):
    """Who gets which inquiries: the first rule that fits, and has somebody free, decides."""

    kept: ClassVar[Kept] = Kept(derived=("version",))

    name = models.CharField(_("Name of the rule"), max_length=100)
    place = models.PositiveSmallIntegerField(pgettext_lazy("rule", "Order"), default=10)
    is_active = models.BooleanField(_("In use"), default=True)
    sources = ArrayField(
        models.CharField(max_length=20), default=list, blank=True,
        verbose_name=_("Sources"),
    )  # fmt: skip
    countries = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=_("Countries or regions")
    )  # fmt: skip
    provinces = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=_("Provinces or cities")
    )  # fmt: skip
    words = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=_("Words in what they want")
    )  # fmt: skip
    target = models.CharField(_("Goes to"), max_length=10, choices=Target, default=Target.IN_TURN)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        db_index=False, verbose_name=_("Member"),
    )  # fmt: skip
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        verbose_name=_("Department"),
    )  # fmt: skip
    per_day = models.PositiveSmallIntegerField(
        _("At most this many a day for each member"), null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target=Target.MEMBER, member__isnull=False)
                | (~models.Q(target=Target.MEMBER) & models.Q(department__isnull=False)),
                name="routing_rule_has_a_target",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def conditions(self) -> str:
        """What it asks for, in one line; empty for a rule that fits everything."""
        sources = [str(name) for key, name in every_source() if key in self.sources]
        parts = (sources, self.countries, self.provinces, self.words)
        return " · ".join("、".join(part) for part in parts if part)


class Assignment(models.Model):
    """An inquiry was given to somebody, by a rule or by a member. Rows are added, never changed: quotas count them."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="assignments")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rule = models.ForeignKey(RoutingRule, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            # How many a member got today.
            models.Index(fields=["member", "created_at"], name="assignment_of_day")
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id} → {self.member_id}"


class Knock(models.Model):
    """Somebody sent a public form; forgotten after a day."""

    kept: ClassVar[NotKept] = NotKept("forgotten after a day")

    source = models.CharField(max_length=50)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            # How often an address has sent lately.
            models.Index(fields=["source", "at"], name="knock_by_source")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.at:%Y-%m-%d %H:%M}"


class MailboxLook(models.Model):
    """When the mailbox for inquiries was last looked into, and what came of it: one row."""

    kept: ClassVar[NotKept] = NotKept(
        "written every minute; the inquiries themselves have a history"
    )

    at = models.DateTimeField(auto_now=True)
    taken = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @classmethod
    def note(cls, taken: int, error: str) -> None:
        """Write down the last look."""
        cls.objects.update_or_create(pk=1, defaults={"taken": taken, "error": error[:300]})
