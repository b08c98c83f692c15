"""What is known of a customer beside its name: addresses, registrations, invoice titles, ties to others, tags."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.customers.api import Customer
from vitalfew.dossier.registrations import RegistrationKind, doubt_about
from vitalfew.kernel.history import Kept
from vitalfew.kernel.merging import Moves


class Part(models.Model):
    """A row that belongs to a customer's dossier, changed by one person at a time."""

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class AddressKind(models.TextChoices):
    """What an address is for."""

    OFFICE = "office", pgettext_lazy("address", "Office")
    REGISTERED = "registered", pgettext_lazy("address", "Registered seat")
    DELIVERY = "delivery", pgettext_lazy("address", "Delivery")
    BILLING = "billing", pgettext_lazy("address", "Billing")
    HOME = "home", pgettext_lazy("address", "Home")
    OTHER = "other", pgettext_lazy("address", "Other")


class Address(Part):
    """Where a customer is, by province, city and district, or as it is written abroad."""

    kept: ClassVar[Kept] = Kept(derived=("version",))

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(
        _("Kind"), max_length=10, choices=AddressKind, default=AddressKind.OFFICE
    )
    country = models.CharField(_("Country or region"), max_length=80, blank=True)
    province = models.CharField(_("Province"), max_length=40, blank=True)
    city = models.CharField(_("City"), max_length=60, blank=True)
    district = models.CharField(_("District"), max_length=60, blank=True)
    detail = models.CharField(_("Street and number"), max_length=300, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=16, blank=True)
    receiver = models.CharField(_("Receiver"), max_length=120, blank=True)

    class Meta:
        verbose_name_plural = _("Addresses")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(city="", district="", detail="", province=""),
                name="address_says_where",
            )
        ]
        indexes = [
            # Lists and reports by place.
            models.Index(fields=["province", "city"], name="address_by_place")
        ]

    def __str__(self) -> str:
        parts = (self.country, self.province, self.city, self.district, self.detail)
        apart = " " if self.detail.isascii() else ""
        return apart.join(dict.fromkeys(part for part in parts if part))


class Registration(Part):
    """A number under which a company stands in a register."""

    kept: ClassVar[Kept] = Kept(derived=("version",))

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="registrations")
    kind = models.CharField(_("Register"), max_length=6, choices=RegistrationKind)
    number = models.CharField(_("Number"), max_length=40)

    class Meta:
        verbose_name_plural = _("Registration numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "number"], name="registration_once_per_customer"
            )
        ]
        indexes = [
            # Whose number is this: search, and the look for duplicates.
            models.Index(fields=["number"], name="registration_by_number")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def doubt(self) -> str:
        """What looks wrong about the number; empty where nothing does."""
        return doubt_about(self.kind, self.number)


class TitleKind(models.TextChoices):
    """To whom an invoice is made out."""

    COMPANY = "company", pgettext_lazy("invoice", "Company")
    PERSON = "person", pgettext_lazy("invoice", "Person")


class InvoiceTitle(Part):
    """To whom and how invoices are made out; one of a customer's titles is the usual one."""

    kept: ClassVar[Kept] = Kept(derived=("version",))
    merging: ClassVar[Moves] = Moves(on_clash={"is_usual": False})

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="invoice_titles")
    kind = models.CharField(
        _("Made out to"), max_length=8, choices=TitleKind, default=TitleKind.COMPANY
    )
    title = models.CharField(_("Invoice title"), max_length=200)
    tax_number = models.CharField(_("Taxpayer ID"), max_length=40, blank=True)
    address = models.CharField(_("Registered address"), max_length=300, blank=True)
    phone = models.CharField(_("Registered phone"), max_length=60, blank=True)
    bank = models.CharField(_("Bank"), max_length=120, blank=True)
    account = models.CharField(_("Bank account"), max_length=60, blank=True)
    is_usual = models.BooleanField(_("The usual one"), default=False)

    class Meta:
        verbose_name_plural = _("Invoice titles")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(is_usual=True),
                name="one_usual_invoice_title",
            )
        ]

    def __str__(self) -> str:
        return self.title


class TieKind(models.TextChoices):
    """What the other customer is to this one."""

    PARENT = "parent", _("Parent company")
    PARTNER = "partner", _("Partner")
    COMPETITOR = "competitor", _("Competitor")
    SUPPLIER = "supplier", _("Supplier")


# The same tie, told from the other end.
BACKWARDS = {
    TieKind.PARENT: _("Subsidiary"),
    TieKind.PARTNER: TieKind.PARTNER.label,
    TieKind.COMPETITOR: TieKind.COMPETITOR.label,
    TieKind.SUPPLIER: _("Buyer from them"),
}


class Tie(Part):
    """Another customer is this one's parent company, partner, competitor or supplier."""

    kept: ClassVar[Kept] = Kept(derived=("version",))

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="ties")
    other = models.ForeignKey(
        Customer,
        verbose_name=_("The other customer"),
        on_delete=models.CASCADE,
        related_name="ties_back",
    )
    kind = models.CharField(_("Is to this customer"), max_length=10, choices=TieKind)
    note = models.CharField(_("Note"), max_length=200, blank=True)

    class Meta:
        verbose_name_plural = _("Ties to other customers")
        constraints = [
            models.UniqueConstraint(fields=["customer", "other", "kind"], name="tie_once"),
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(kind="parent"), name="one_parent_company"
            ),
            models.CheckConstraint(
                condition=~models.Q(customer=models.F("other")), name="no_tie_to_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind} {self.other_id}"


class Tag(models.Model):
    """A word that customers are marked with; the same word is the same tag, whatever its letters' case."""

    name = models.CharField(_("Tag"), max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_once")]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A customer carries a tag."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="taggings", db_index=False
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")

    class Meta:
        verbose_name_plural = _("Tags")
        constraints = [
            # Also the index by which a customer's tags are found.
            models.UniqueConstraint(fields=["customer", "tag"], name="tagged_once")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.tag_id}"
