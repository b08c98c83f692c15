"""Reading saved views for a member."""

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from vitalfew.access.api import READY, Department, RoleRef, rights_of, seats_of
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput
from vitalfew.savedviews.models import Audience, SavedView
from vitalfew.savedviews.policies import places_of, view_for, views_visible_to
from vitalfew.web.listing import rows_asked


def arranged(actor: Member, listing: str) -> list[SavedView]:
    """The views of a list that a member finds, as they arranged them; what is new comes last.

    Each has ``first``: whether the list opens with it.
    """
    views = list(
        views_visible_to(actor).filter(listing=listing).select_related("member", "department")
    )
    places = (
        {place.view_id: place for place in places_of(actor).filter(listing=listing)}
        if views
        else {}
    )
    for view in views:
        place = places.get(view.pk)
        view.first = place is not None and place.is_first  # type: ignore[attr-defined]
    last = 1 + max((place.position for place in places.values()), default=0)
    return sorted(views, key=lambda v: (places[v.pk].position if v.pk in places else last, v.pk))


def narrowed[Row: Model](
    actor: Member, listing: str, view_id: int, rows: QuerySet[Row]
) -> QuerySet[Row]:
    """Those of ``rows`` that a view of this list leaves, by the filters that ``actor`` has.

    NotFound for a view that is not theirs to find, BadInput for one of another list.
    """
    view = view_for(actor, view_id)
    if view.listing != listing:
        raise BadInput(
            "view_of_another_list", _("This is a view of another list. Ask that list for it.")
        )
    left = rows_asked(listing, actor, view.query)
    return rows.filter(pk__in=left.order_by().values("pk"))


def audience_of(view: SavedView) -> str:
    """With whom a view is shared, by its name among ``audiences_for``."""
    return f"department-{view.department_id}" if view.department_id else view.role or view.audience


def audiences_for(actor: Member) -> list[tuple[str, str]]:
    """With whom a member may share: everybody, the departments one is in, the roles."""
    departments = Department.objects.filter(pk__in=seats_of(actor.pk)).order_by("path")
    held = {grant.ref: str(grant.role) for grant in rights_of(actor).grants}
    ready = {str(RoleRef(ready=key)): str(role.name) for key, role in READY.items()}
    return [
        (Audience.PRIVATE.value, str(Audience.PRIVATE.label)),
        (Audience.EVERYBODY.value, str(Audience.EVERYBODY.label)),
        *(
            (f"department-{one.pk}", _("Department: %(name)s") % {"name": one})
            for one in departments
        ),
        *((ref, _("Role: %(name)s") % {"name": name}) for ref, name in (ready | held).items()),
    ]
