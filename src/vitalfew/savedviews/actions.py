"""Keeping, changing, sharing and arranging views of lists."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, require
from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.kernel.versions import refuse_if_changed
from vitalfew.savedviews.models import LONGEST_NAME, LONGEST_QUERY, Audience, Place, SavedView
from vitalfew.savedviews.policies import SHARING, own_view_for, places_of, view_for
from vitalfew.savedviews.queries import arranged, audience_of, audiences_for
from vitalfew.web.listing import state_asked

MOST_VIEWS = 100


@transaction.atomic
def keep(*, actor: Member, listing: str, name: str, query: str) -> SavedView:
    """Keep what a list is asked for under a name, for oneself."""
    if SavedView.objects.filter(member=actor, listing=listing).count() >= MOST_VIEWS:
        raise BadInput(
            "too_many_views", _("You keep a hundred views of this list. Delete one first.")
        )
    view = SavedView(member=actor, listing=listing, query=_short(query))
    _named(view, name)
    record(actor=actor, verb="view.keep", subject=f"savedview:{view.pk}")
    return view


@transaction.atomic
def change(*, actor: Member, view_id: int, query: str, version: int) -> SavedView:
    """Let a view be what the list is asked for now; Conflict when somebody else was faster."""
    view = own_view_for(actor, view_id, locked=True)
    if view.version != version:
        raise Conflict(
            "view_changed",
            _("This view was changed meanwhile. Look at it again, then save, or save yours under another name."),
        )  # fmt: skip
    view.query, view.version = _short(query), view.version + 1
    view.save(update_fields=["query", "version"])
    record(actor=actor, verb="view.change", subject=f"savedview:{view.pk}")
    return view


@transaction.atomic
def edit(
    *,
    actor: Member,
    view_id: int,
    version: int,
    name: str | None = None,
    query: str | None = None,
    audience: str | None = None,
) -> SavedView:
    """Everything of a view at once, for programs: None stays. Conflict when somebody else was faster."""
    view = own_view_for(actor, view_id, locked=True)
    if view.version != version:
        raise Conflict(
            "view_changed_meanwhile",
            _("This view was changed meanwhile. Look at it again, then save, or save yours under another name."),
        )  # fmt: skip
    if query is not None:
        view = change(actor=actor, view_id=view_id, query=query, version=view.version)
    if name is not None:
        view = rename(actor=actor, view_id=view_id, name=name)
    return view if audience is None else share(actor=actor, view_id=view_id, audience=audience)


@transaction.atomic
def rename(
    *, actor: Member, view_id: int, name: str, opened: Mapping[str, str] | None = None
) -> SavedView:
    """Give a view another name; ChangedSince when it is not called as ``opened`` says any more."""
    view = own_view_for(actor, view_id, locked=True)
    refuse_if_changed(opened or {}, {"name": view.name})
    view.version += 1
    _named(view, name)
    record(actor=actor, verb="view.rename", subject=f"savedview:{view.pk}")
    return view


@transaction.atomic
def share(
    *, actor: Member, view_id: int, audience: str, opened: Mapping[str, str] | None = None
) -> SavedView:
    """Show a view to others, or to nobody else again; it gives them no right to what it shows.

    ChangedSince when it is not shared as ``opened`` says any more.
    """
    require(actor, SHARING, Verb.CREATE)
    view = own_view_for(actor, view_id, locked=True)
    refuse_if_changed(opened or {}, {"audience": audience_of(view)})
    if audience not in dict(audiences_for(actor)):
        raise BadInput("no_such_audience", _("Choose from the list with whom you share the view."))
    kind, _dash, rest = audience.partition("-")
    view.audience = Audience(kind) if kind in Audience.values else Audience.ROLE
    view.department_id = int(rest) if view.audience == Audience.DEPARTMENT else None
    view.role = audience if view.audience == Audience.ROLE else ""
    view.version += 1
    view.save(update_fields=["audience", "department", "role", "version"])
    record(actor=actor, verb="view.share", subject=f"savedview:{view.pk}", audience=audience)
    return view


@transaction.atomic
def delete(*, actor: Member, view_id: int) -> SavedView:
    """Delete a view: only the name and the question, no row."""
    view = own_view_for(actor, view_id, locked=True)
    record(actor=actor, verb="view.delete", subject=f"savedview:{view.pk}", name=view.name)
    view.delete()
    return view


@transaction.atomic
def open_with(*, actor: Member, view_id: int) -> SavedView:
    """Let the list open with this view, for oneself; asked again, with everything."""
    view = view_for(actor, view_id)
    place, _made = Place.objects.get_or_create(member=actor, view=view, listing=view.listing)
    is_first = not place.is_first
    places_of(actor).filter(listing=view.listing).update(is_first=False)
    places_of(actor).filter(pk=place.pk).update(is_first=is_first)
    return view


@transaction.atomic
def move(*, actor: Member, view_id: int, step: int) -> SavedView:
    """Move a view one place among one's own tabs."""
    view = view_for(actor, view_id)
    keys = [one.pk for one in arranged(actor, view.listing)]
    at = keys.index(view.pk)
    to = min(max(at + step, 0), len(keys) - 1)
    keys.insert(to, keys.pop(at))
    Place.objects.bulk_create(
        [Place(member=actor, view_id=key, listing=view.listing, position=n) for n, key in enumerate(keys)],
        update_conflicts=True,
        unique_fields=["member", "view"],
        update_fields=["position"],
    )  # fmt: skip
    return view


def _named(view: SavedView, name: str) -> None:
    view.name = name.strip()
    if not view.name:
        raise BadInput("view_without_name", _("Give the view a name."))
    if len(view.name) > LONGEST_NAME or "\x00" in view.name:
        raise BadInput(
            "view_name_too_long",
            _("A view has a short name: at most %(most)d characters.") % {"most": LONGEST_NAME},
        )
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise BadInput(
            "view_name_taken", _("You have a view of this name already. Choose another name.")
        ) from error


def _short(query: str) -> str:
    """What a view keeps of an address; BadInput for too much, and for filters that cannot be read."""
    if len(query) > LONGEST_QUERY or "\x00" in query:
        raise BadInput(
            "view_too_long", _("This list is asked for too much to be kept. Take filters away.")
        )
    return state_asked(query)
