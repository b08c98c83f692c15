"""Which saved views a member finds, which they may change, and who may share them.

A view gives no right: it is an address with a name, and shows whoever opens it what they may see anyway.
"""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import (
    CUSTOMER_OFFICE,
    SALES_MANAGER,
    Module,
    Scope,
    Verb,
    may,
    register,
    rights_of,
    sits_in,
)
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotAllowed, NotFound
from vitalfew.savedviews.models import Audience, Place, SavedView

SHARING = register(
    Module(
        key="views",
        label=gettext_lazy("Shared views of lists"),
        verbs=(Verb.CREATE,),
        ready={
            SALES_MANAGER: {Verb.CREATE: Scope.ALL},
            CUSTOMER_OFFICE: {Verb.CREATE: Scope.ALL},
        },
        order=19,
    )
)


def views_visible_to(actor: Member) -> QuerySet[SavedView]:
    """One's own views, and those shared with everybody, with a department one is in, or with a role one holds."""
    held = {grant.ref for grant in rights_of(actor).grants}
    return SavedView.objects.filter(
        Q(member=actor)
        | Q(audience=Audience.EVERYBODY)
        | Q(sits_in(actor.pk, "department__path"), audience=Audience.DEPARTMENT)
        | Q(audience=Audience.ROLE, role__in=held)
    )


def places_of(actor: Member) -> QuerySet[Place]:
    """Where the member keeps views: everybody's order is their own."""
    return Place.objects.filter(member=actor)


def may_change(actor: Member, view: SavedView) -> bool:
    """Its maker may; a shared one whose maker is gone, also whoever may share."""
    is_orphan = view.audience != Audience.PRIVATE and not view.member.is_active
    return view.member_id == actor.pk or (is_orphan and may_share(actor))


def may_share(actor: Member) -> bool:
    """Whether the member may show views to others."""
    return bool(may(actor, SHARING, Verb.CREATE))


def view_for(actor: Member, pk: int, *, locked: bool = False) -> SavedView:
    """One view that the member finds; NotFound otherwise. ``locked`` takes a transaction."""
    rows = views_visible_to(actor).filter(pk=pk)
    found = (rows.select_for_update(of=("self",)) if locked else rows).first()
    if found is None:
        raise NotFound(
            "view_not_found",
            _("This view is gone, or is no longer shared with you. Go back to the list."),
        )
    return found


def own_view_for(actor: Member, pk: int, *, locked: bool = False) -> SavedView:
    """One view that the member may change; NotAllowed for what others share."""
    found = view_for(actor, pk, locked=locked)
    if not may_change(actor, found):
        raise NotAllowed(
            "not_your_view",
            _("This view is shared by %(name)s. Save it under a name of your own to change it.")
            % {"name": found.member},
        )
    return found
