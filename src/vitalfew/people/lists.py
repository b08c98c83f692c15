"""The list of contacts, and of those in the bin."""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.access.api import Sight, Verb, may
from vitalfew.channels.api import HandleKind, channels_of, shown
from vitalfew.fields.api import OwnFields, own_columns, own_filters, own_sorts
from vitalfew.identity.api import Member
from vitalfew.people.bin import gone_on
from vitalfew.people.models import Contact, Position, Way
from vitalfew.people.policies import CONTACTS, MAILS, OWN_FIELDS, PHONES, contact_policy
from vitalfew.people.queries import search
from vitalfew.web.listing import Choice, ChoiceFilter, Column, Empty, Listing, Sort, answer_programs


def _seen(contact: Contact) -> list[Position]:
    """The positions that the reader may know of."""
    found: list[Position] = getattr(contact, "seen_positions", [])
    return [one for one in found if one.left_on is None] or found


def _customers(contact: Contact) -> str:
    return ", ".join(one.customer.name for one in _seen(contact))


def _titles(contact: Contact) -> str:
    return ", ".join(dict.fromkeys(one.title for one in _seen(contact) if one.title))


def _roles(contact: Contact) -> str:
    return ", ".join(dict.fromkeys(one.get_role_display() for one in _seen(contact) if one.role))


def _phones(contact: Contact) -> str:
    numbers = channels_of(contact).phones
    return ", ".join(shown(n.e164, n.extension, n.raw, settings.HOME_REGION) for n in numbers)


def _mails(contact: Contact) -> str:
    return ", ".join(channels_of(contact).of(HandleKind.MAIL))


def _way(contact: Contact) -> str:
    return contact.get_preferred_way_display()


COLUMNS = [
    Column[Contact]("name", pgettext_lazy("person", "Name"), sort="name"),
    Column[Contact]("customers", _("Customer"), value=_customers),
    Column[Contact]("title", _("Job title"), value=_titles),
    Column[Contact]("role", _("Role in decisions"), value=_roles),
    Column[Contact](
        "phones", _("Phone numbers"), value=_phones, guard=PHONES.key, template="people/phones_cell.html"
    ),
    Column[Contact](
        "mails", _("E-mail addresses"), value=_mails, on_phone=False, guard=MAILS.key
    ),
    Column[Contact]("preferred_way", _("Likes to be reached by"), value=_way, on_phone=False),
]  # fmt: skip
SORTS = [
    Sort("name", _("Name"), "sort_key", descending=False),
    Sort("added", _("Added"), "created_at"),
]
FILTERS = [
    ChoiceFilter("way", _("Likes to be reached by"), [Choice(w.value, w.label) for w in Way], "preferred_way"),
]  # fmt: skip


def contact_list(actor: Member) -> Listing[Contact]:
    """The list as ``actor`` may see it; the view cuts the rows, their positions and puts own fields beside them."""
    own = OwnFields(OWN_FIELDS, actor)
    return Listing(
        key="contacts",
        columns=[*COLUMNS, *own_columns(own)],
        sorts=[*SORTS, *own_sorts(own)],
        filters=[*FILTERS, *own_filters(own)],
        search=lambda rows, words: search(actor, rows, words),
        search_hint=_("Name, pinyin, initials, mail, or the end of a number"),
        empty=Empty(
            _("No contacts yet"),
            _("Contacts are added on the page of the customer they work at."),
            icon="people",
            url_name="site:customers",
            button=_("Open the customers"),
        ),
        row_url=lambda contact: reverse("people:contact", args=[contact.pk]),
        may_export=bool(may(actor, CONTACTS, Verb.EXPORT)),
    ).seen_by(Sight(actor))


def _for_programs(actor: Member) -> tuple[Listing[Contact], QuerySet[Contact]]:
    rows = OwnFields(OWN_FIELDS, actor).beside(contact_policy.rows(actor))
    return contact_list(actor), rows


answer_programs("contacts", _for_programs)


BIN: Listing[Contact] = Listing(
    key="contacts-bin",
    columns=[
        Column("name", pgettext_lazy("person", "Name")),
        Column("deleted_at", _("Deleted"), kind="datetime", sort="deleted"),
        Column("deleted_by", _("Deleted by"), value=lambda row: str(row.deleted_by)),
        Column("deleted_reason", _("Reason")),
        Column("gone_on", _("Gone for good"), kind="datetime", value=gone_on),
        Column("restore", "", value=lambda row: "", template="people/restore_cell.html"),
    ],
    sorts=[Sort("deleted", _("Newest first"), "deleted_at")],
    prepare=lambda rows: rows.select_related("deleted_by"),
    empty=Empty(
        _("The bin is empty"),
        _("Deleted contacts lie here for 30 days, with everything attached."),
        "people",
    ),
)
