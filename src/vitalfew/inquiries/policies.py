"""Which inquiries a member may see, and what they may do with them."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import (
    AUDITOR,
    CUSTOMER_OFFICE,
    EXECUTIVE,
    KEY_ACCOUNT_MANAGER,
    MARKETING,
    SALES_MANAGER,
    SALESPERSON,
    SALESPERSON_ALL,
    SERVICE,
    Answer,
    Field,
    Module,
    Reach,
    RowPolicy,
    Scope,
    Verb,
    follow_moves,
    mask_address,
    mask_middle,
    members_of,
    register,
    register_field,
    rights_of,
    with_right,
)
from vitalfew.fields.api import Record, register_record
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Inquiry, InquirySheet
from vitalfew.web.api import MemberLink, NavEntry
from vitalfew.web.api import register as register_in_frame

VERBS = (Verb.VIEW, Verb.CREATE, Verb.EDIT, Verb.EXPORT, Verb.TRANSFER, Verb.CONFIGURE)
OWN = {Verb.VIEW: Scope.SELF, Verb.CREATE: Scope.ALL, Verb.EDIT: Scope.SELF}
INQUIRIES = register(
    Module(
        key="inquiries",
        label=_("Inquiries"),
        verbs=VERBS,
        ready={
            SALESPERSON: OWN,
            SALESPERSON_ALL: dict.fromkeys(
                (Verb.VIEW, Verb.CREATE, Verb.EDIT, Verb.EXPORT), Scope.ALL
            ),
            SALES_MANAGER: {Verb.CREATE: Scope.ALL}
            | dict.fromkeys((Verb.VIEW, Verb.EDIT, Verb.EXPORT, Verb.TRANSFER), Scope.BELOW),
            KEY_ACCOUNT_MANAGER: {**OWN, Verb.EXPORT: Scope.SELF},
            CUSTOMER_OFFICE: dict.fromkeys(VERBS, Scope.ALL),
            MARKETING: dict.fromkeys((Verb.VIEW, Verb.CREATE, Verb.EXPORT), Scope.ALL),
            SERVICE: dict.fromkeys((Verb.VIEW, Verb.CREATE), Scope.ALL),
            EXECUTIVE: {Verb.VIEW: Scope.ALL},
            AUDITOR: {Verb.VIEW: Scope.ALL},
        },
        order=17,
    )
)
PHONE = register_field(
    Field(
        "inquiries.phone", _("Phone number of an inquiry"), INQUIRIES, mask_middle,
        ((Inquiry, "phone"),), is_typed=True,
    )
)  # fmt: skip
MAIL = register_field(
    Field(
        "inquiries.mail", _("E-mail of an inquiry"), INQUIRIES, mask_address,
        ((Inquiry, "mail"),), is_typed=True, order=1,
    )
)  # fmt: skip


def where(reach: Reach, verb: Verb) -> Q:
    """The inquiries a reach covers, by owner and by department. What is nobody's is for those who see all."""
    condition = Q()
    owners = reach.owners - members_of(reach.departments) if reach.departments else reach.owners
    if owners:
        condition |= Q(owner_id__in=sorted(owners))
    if reach.departments:
        condition |= Q(department_id__in=sorted(reach.departments))
    return condition


inquiry_policy: RowPolicy[Inquiry] = RowPolicy(Inquiry, INQUIRIES, where)


def visible_to(actor: Member) -> QuerySet[Inquiry]:
    """Every read of inquiries starts here."""
    return inquiry_policy.rows(actor)


OWN_FIELDS = register_record(
    Record(
        key="inquiry", module=INQUIRIES, model=Inquiry, sheets=InquirySheet, owner="inquiry",
        visible_to=visible_to, label=_("Inquiries"), asked_of_all=_("All inquiries"),
    )
)  # fmt: skip


def may_take(actor: Member, inquiry: Inquiry) -> Answer:
    """What is nobody's may be taken by whoever could work on it."""
    if inquiry.owner_id is None:
        return inquiry_policy.may(actor, Verb.EDIT, inquiry)
    return inquiry_policy.may(actor, Verb.TRANSFER, inquiry)


def possible_owners(actor: Member, verb: Verb = Verb.TRANSFER) -> QuerySet[Member]:
    """The members to whom ``actor`` may give inquiries, or whose inquiries are in reach of ``verb``."""
    people = Member.objects.filter(is_active=True).order_by("name", "username", "pk")
    reach = rights_of(actor).reach(INQUIRIES.key, verb)
    if reach.everything:
        return people
    return people.filter(Q(pk__in=reach.owners | members_of(reach.departments)))


def take_along(member_id: int, department_id: int | None) -> None:
    """A member's inquiries move to the new department with them."""
    Inquiry.everything.filter(owner_id=member_id).update(department_id=department_id)


follow_moves(take_along)
register_in_frame(
    NavEntry(
        "inquiries",
        _("Inquiries"),
        "inquiries:list",
        icon="inbox",
        order=22,
        visible=with_right(INQUIRIES, Verb.VIEW),
    ),
    MemberLink(
        "inquiries:rules",
        _("Inquiries: who gets them"),
        "settings",
        order=16,
        visible=with_right(INQUIRIES, Verb.CONFIGURE),
    ),
    MemberLink(
        "inquiries:sources",
        _("Inquiries: where they come from"),
        "settings",
        order=15,
        visible=with_right(INQUIRIES, Verb.CONFIGURE),
    ),
    MemberLink(
        "inquiries:forms",
        _("Inquiries: forms for websites"),
        "settings",
        order=17,
        visible=with_right(INQUIRIES, Verb.CONFIGURE),
    ),
)
