"""People at customers: a person, how to reach and treat them, and where they work as what."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.channels.api import Handle, Phone, handle_indexes, phone_indexes
from vitalfew.customers.api import Customer
from vitalfew.fields.api import Sheet
from vitalfew.kernel.history import Kept
from vitalfew.kernel.merging import Moves, Stays
from vitalfew.people.birthdays import Birthday
from vitalfew.people.names import family_name

SEARCH_TEXT_SQL = (
    "regexp_replace(lower(folded || ' ' || pinyin || ' ' || initials),"
    " '([㐀-鿿])', '\\1\\1\\1', 'g')"
)


REACHED = Moves(unless_same="key", after="place")


class Gender(models.TextChoices):
    """For the form of address, where one is wanted."""

    FEMALE = "female", _("Ms")
    MALE = "male", _("Mr")


class Calendar(models.TextChoices):
    """Which calendar a birthday is kept in."""

    SOLAR = "solar", _("Solar")
    LUNAR = "lunar", _("Lunar")


class Way(models.TextChoices):
    """How somebody likes to be spoken to."""

    PHONE = "phone", _("Phone")
    TEXT = "text", _("Text message")
    WECHAT = "wechat", _("WeChat")
    MAIL = "mail", _("E-mail")
    LINE = "line", "LINE"
    VISIT = "visit", _("Visit")


class DecisionRole(models.TextChoices):
    """What somebody does when the customer decides to buy."""

    DECIDES = "decides", _("Decision maker")
    APPROVES = "approves", _("Approver")
    INFLUENCES = "influences", _("Influencer")
    SUPPORTS = "supports", _("Supporter")
    BUYS = "buys", _("Buyer")
    USES = "uses", pgettext_lazy("decision role", "User")
    KEEPS_THE_GATE = "gatekeeper", _("Gatekeeper")
    OPPOSES = "opposes", _("Opponent")


class SearchText(models.Func):
    """Folded names and pinyin in one text that a trigram index finds from one Chinese character on."""

    template = SEARCH_TEXT_SQL
    output_field = models.TextField()


class Present(models.Manager["Contact"]):
    """Contacts who are not in the bin: what every read begins with."""

    def get_queryset(self) -> models.QuerySet["Contact"]:
        """Without the bin."""
        return super().get_queryset().filter(deleted_at__isnull=True)


class Contact(models.Model):
    """A person whom we deal with at one or several customers."""

    kept: ClassVar[Kept] = Kept(
        derived=("folded", "pinyin", "initials", "sort_key", "search_text", "version", "updated_at")
    )
    merging_people: ClassVar[Stays] = Stays("tells the way, also that of older merges")

    name = models.CharField(pgettext_lazy("person", "Name"), max_length=120)
    preferred_name = models.CharField(_("Form of address"), max_length=60, blank=True)
    gender = models.CharField(
        pgettext_lazy("person", "Title"), max_length=6, choices=Gender, blank=True
    )
    language = models.CharField(
        _("Language"), max_length=10, choices=settings.LANGUAGES, blank=True
    )
    birth_calendar = models.CharField(_("Calendar"), max_length=5, choices=Calendar, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("Year of birth"), null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField(_("Month of birth"), null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField(_("Day of birth"), null=True, blank=True)
    birth_leap = models.BooleanField(_("In the leap month"), default=False)
    preferred_way = models.CharField(
        _("Likes to be reached by"), max_length=8, choices=Way, blank=True
    )
    preferred_time = models.CharField(_("Best time"), max_length=100, blank=True)
    topics = models.CharField(_("Topics and interests"), max_length=500, blank=True)
    taboo = models.CharField(_("Better not"), max_length=500, blank=True)
    gifts = models.CharField(_("Gifts"), max_length=200, blank=True)
    note = models.TextField(_("Note"), max_length=4000, blank=True)
    folded = models.TextField(default="", editable=False)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    initials = models.CharField(max_length=200, blank=True, editable=False)
    sort_key = models.CharField(max_length=420, editable=False, db_collation="C")
    search_text = models.GeneratedField(
        expression=SearchText(), output_field=models.TextField(), db_persist=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("Added"), auto_now_add=True)
    updated_at = models.DateTimeField(_("Changed"), auto_now=True)
    deleted_at = models.DateTimeField(_("In the bin since"), null=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+",
        db_index=False, verbose_name=_("Deleted by"),
    )  # fmt: skip
    deleted_reason = models.CharField(
        _("Reason for deleting"), max_length=200, blank=True, editable=False
    )
    # The same person, who stays: whoever went into another is hidden, and goes for good with them.
    merged_into = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.CASCADE, related_name="+"
    )

    objects: ClassVar[Present] = Present()
    everybody: ClassVar[models.Manager["Contact"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="contact_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(birth_calendar="")
                | models.Q(birth_month__range=(1, 12), birth_day__range=(1, 31)),
                name="contact_birthday_is_a_day",
            ),
        ]
        indexes = [
            # The list sorted by name.
            models.Index(fields=["sort_key", "id"], name="contact_by_name"),
            # The list sorted by when it was added.
            models.Index(fields=["-created_at", "-id"], name="contact_newest"),
            # What changed since a program last asked.
            models.Index(fields=["updated_at"], name="contact_changed"),
            # Search from any one Chinese character or three Latin letters.
            GinIndex(fields=["search_text"], name="contact_search", opclasses=["gin_trgm_ops"]),
            # The search's best matches: whole names and their beginnings.
            models.Index(fields=["folded"], name="contact_names", opclasses=["text_pattern_ops"]),
            # One or two Latin letters.
            models.Index(
                fields=["initials"], name="contact_initials", opclasses=["varchar_pattern_ops"]
            ),
            # The bin, and what its age makes due.
            models.Index(
                fields=["deleted_at"],
                name="contact_bin",
                condition=models.Q(deleted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def birthday(self) -> Birthday | None:
        """The birthday, where day and month are known."""
        if not (self.birth_calendar and self.birth_month and self.birth_day):
            return None
        is_lunar = self.birth_calendar == Calendar.LUNAR
        return Birthday(
            self.birth_month, self.birth_day, self.birth_year, is_lunar, self.birth_leap
        )

    @property
    def salutation(self) -> str:
        """How to speak to them: as they like it, or family name and title, or the name."""
        if self.preferred_name or not self.gender:
            return self.preferred_name or self.name
        family = family_name(self.name)
        if family:
            return f"{family}{'女士' if self.gender == Gender.FEMALE else '先生'}"
        return f"{self.get_gender_display()} {self.name}"


class ContactPhone(Phone):
    """A telephone number of a contact."""

    merging_people: ClassVar[Moves] = REACHED

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="phones")

    class Meta(Phone.Meta):
        abstract = False
        indexes = phone_indexes("contact_phone")


class ContactHandle(Handle):
    """A mail address or a name in a messenger of a contact."""

    merging_people: ClassVar[Moves] = REACHED

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="handles")

    class Meta(Handle.Meta):
        abstract = False
        indexes = handle_indexes("contact_handle")


class ContactSheet(Sheet):
    """The values of a contact's own fields; one without any has none."""

    merging_people: ClassVar[Stays] = Stays("a merge takes its values field by field")

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="sheet")


class Position(models.Model):
    """A contact works at a customer, as what, under whom, and until when."""

    kept: ClassVar[Kept] = Kept(derived=("version",))
    merging: ClassVar[Moves] = Moves(on_clash={"is_primary": False})
    # Where both work at one customer, the one's position takes over what the other's says.
    merging_people: ClassVar[Moves] = Moves()

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="positions")
    customer = models.ForeignKey(
        Customer, verbose_name=_("Customer"), on_delete=models.CASCADE, related_name="positions"
    )
    title = models.CharField(_("Job title"), max_length=100, blank=True)
    department = models.CharField(
        pgettext_lazy("of a contact", "Department"), max_length=100, blank=True
    )
    role = models.CharField(_("Role in decisions"), max_length=10, choices=DecisionRole, blank=True)
    reports_to = models.ForeignKey(
        "self", verbose_name=_("Reports to"), null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )  # fmt: skip
    is_primary = models.BooleanField(_("Primary contact"), default=False)
    left_on = models.DateField(_("Left on"), null=True, blank=True)
    left_reason = models.CharField(_("Why they left"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = _("Contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "customer"], name="works_once_at_a_customer"
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(is_primary=True), name="one_primary_contact"
            ),
            models.CheckConstraint(
                condition=models.Q(is_primary=False) | models.Q(left_on__isnull=True),
                name="who_left_is_not_primary",
            ),
            models.CheckConstraint(
                condition=models.Q(reports_to__isnull=True) | ~models.Q(reports_to=models.F("id")),
                name="nobody_reports_to_themselves",
            ),
        ]

    def __str__(self) -> str:
        return self.contact.name


class Purpose(models.TextChoices):
    """What somebody may agree to beside the business itself."""

    MAIL_OFFERS = "mail_offers", _("Offers by mail")
    CALL_OFFERS = "call_offers", _("Offers by phone or messenger")
    SURVEYS = "surveys", _("Surveys")
    ANALYSIS = "analysis", _("Analysis of what they buy and like")
    PASSING_ON = "passing_on", _("Passing on to partners")


class ConsentWay(models.TextChoices):
    """How a consent was given or withdrawn."""

    PAPER = "paper", _("On paper")
    FORM = "form", _("On a form of the website")
    MAIL = "mail", _("By mail")
    SPOKEN = "spoken", _("In conversation")


class Consent(models.Model):
    """Somebody agreed to a purpose, or took it back: with day, way and proof. Rows are added, never changed."""

    merging_people: ClassVar[Moves] = Moves()

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="consents", db_index=False
    )
    purpose = models.CharField(_("Purpose"), max_length=12, choices=Purpose)
    is_given = models.BooleanField(_("Given"))
    on = models.DateField(_("Day"))
    way = models.CharField(_("How"), max_length=8, choices=ConsentWay)
    proof = models.CharField(_("Proof"), max_length=300, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            # What holds now: the newest of each purpose.
            models.Index(fields=["contact", "purpose", "-on", "-id"], name="consent_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.purpose} {self.is_given}"
