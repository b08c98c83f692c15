"""Keeping views of lists: a name for what one asks again and again.

Who opens the page of all views of a list wants to arrange the tabs, or to show one to others; next they are back there.
"""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, require
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import Conflict, NotFound
from vitalfew.savedviews import actions
from vitalfew.savedviews.forms import RenameForm, ShareForm
from vitalfew.savedviews.models import SavedView
from vitalfew.savedviews.policies import SHARING, may_change, may_share, own_view_for, view_for
from vitalfew.savedviews.queries import arranged, audience_of
from vitalfew.web.api import merge_page, opened_values, page
from vitalfew.web.listing import view_query

STEPS = {"forward": -1, "back": 1}
LONGEST_NUMBER = 9


def _list_of(request: MemberRequest) -> str:
    """The address of the list that one came from; never one of another site."""
    asked = request.POST.get("list", request.GET.get("list", ""))
    path = urlsplit(asked).path
    safe = url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if safe and path.startswith("/") else "/"


def _to_list(request: MemberRequest, view: SavedView) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{_list_of(request)}?{view_query(view.query, view.pk)}")


def _manage_url(request: MemberRequest, listing: str) -> str:
    return f"{reverse('savedviews:list', args=[listing])}?{urlencode({'list': _list_of(request)})}"


@require_GET
def manage(request: MemberRequest, listing: str) -> HttpResponse:
    """Every view of a list: name, who finds it, place, and whether the list opens with it."""
    shown = [(view, may_change(request.user, view)) for view in arranged(request.user, listing)]
    context = {
        "views": shown,
        "list_url": _list_of(request),
        "may_share": may_share(request.user),
    }
    return page(request, "savedviews/views.html", context)


@require_POST
def keep(request: MemberRequest, listing: str) -> HttpResponse:
    """Keep what the list is asked for."""
    view = actions.keep(
        actor=request.user, listing=listing,
        name=request.POST.get("name", ""), query=request.POST.get("query", ""),
    )  # fmt: skip
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return _to_list(request, view)


@require_http_methods(["GET", "POST"])
def share(request: MemberRequest, pk: int) -> HttpResponse:
    """Who finds a view."""
    require(request.user, SHARING, Verb.CREATE)
    view = own_view_for(request.user, pk)
    form = ShareForm(
        request.POST or None, actor=request.user, initial={"audience": audience_of(view)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.share(
                actor=request.user, view_id=pk, audience=form.cleaned_data["audience"],
                opened=opened_values(request, form),
            )  # fmt: skip
        except Conflict as error:
            now = {"audience": audience_of(view_for(request.user, pk))}
            return _choose(request, form, ShareForm(actor=request.user, initial=now), error, view)
        return redirect(_manage_url(request, view.listing))
    back = _manage_url(request, view.listing)
    context = {"form": form, "view": view, "list_url": _list_of(request), "back": back}
    return page(request, "savedviews/share.html", context, status=422 if form.errors else 200)


@require_POST
def change(request: MemberRequest, pk: int, verb: str) -> HttpResponse:
    """Save, rename, delete, move a view, or let the list open with it."""
    if verb == "save":
        version = request.POST.get("version", "")
        known = int(version) if version.isdecimal() and len(version) < LONGEST_NUMBER else 0
        query = request.POST.get("query", "")
        return _to_list(
            request, actions.change(actor=request.user, view_id=pk, query=query, version=known)
        )
    if verb == "rename":
        return _rename(request, pk)
    return redirect(_manage_url(request, _arrange(request, pk, verb).listing))


def _rename(request: MemberRequest, pk: int) -> HttpResponse:
    form = RenameForm(request.POST)
    try:
        view = actions.rename(
            actor=request.user, view_id=pk, name=request.POST.get("name", ""),
            opened=opened_values(request, form),
        )  # fmt: skip
    except Conflict as error:
        stored = view_for(request.user, pk)
        return _choose(request, form, RenameForm(initial={"name": stored.name}), error, stored)
    return redirect(_manage_url(request, view.listing))


def _choose(
    request: MemberRequest,
    typed: RenameForm | ShareForm,
    stored: RenameForm | ShareForm,
    error: Conflict,
    view: SavedView,
) -> HttpResponse:
    return merge_page(
        request,
        typed=typed,
        stored=stored,
        hidden={"list": _list_of(request)},
        sentence=error.sentence,
        back=_manage_url(request, view.listing),
    )


def _arrange(request: MemberRequest, pk: int, verb: str) -> SavedView:
    """One of the small verbs; NotFound for any other."""
    if verb == "delete":
        return actions.delete(actor=request.user, view_id=pk)
    if verb == "open":
        return actions.open_with(actor=request.user, view_id=pk)
    if verb in STEPS:
        return actions.move(actor=request.user, view_id=pk, step=STEPS[verb])
    raise NotFound("no_such_work", _("There is no such work. Go back to the list."))
