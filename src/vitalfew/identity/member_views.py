"""Pages of administrators about members.

Who opens these: an administrator, when somebody joins, leaves, or cannot get in. They decide who may be inside; next
they hand over a link.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.identity import administering, post, second_factors, sessions
from vitalfew.identity.departures import in_the_way
from vitalfew.identity.errors import MailTaken, NameTaken
from vitalfew.identity.forms import InviteForm
from vitalfew.identity.lists import MEMBERS
from vitalfew.identity.models import Member
from vitalfew.identity.policies import check_may_administer, members_visible_to
from vitalfew.identity.requests import MemberRequest, base_of
from vitalfew.identity.tasks import mail_invitation
from vitalfew.web.api import page


class Act(NamedTuple):
    """Something an administrator does to a member with one button."""

    verb: Callable[..., None]
    done: str | Promise


ACTS = {
    "deactivate": Act(
        administering.deactivate,
        gettext_lazy("%(name)s cannot sign in any more, and was signed out everywhere."),
    ),
    "reactivate": Act(administering.reactivate, gettext_lazy("%(name)s can sign in again.")),
    "make-administrator": Act(
        administering.make_administrator, gettext_lazy("%(name)s is an administrator now.")
    ),
    "unmake-administrator": Act(
        administering.unmake_administrator,
        gettext_lazy("%(name)s is not an administrator any more."),
    ),
    "reset-second-factor": Act(
        administering.reset_second_factor,
        gettext_lazy("%(name)s signs in with the password alone until a second factor is set up."),
    ),
    "sign-out": Act(
        administering.sign_out_everywhere, gettext_lazy("%(name)s was signed out everywhere.")
    ),
}


@require_GET
def members(request: MemberRequest) -> HttpResponseBase:
    """Everybody who is, was or will be inside."""
    check_may_administer(request.user)
    rows = members_visible_to(request.user)
    return MEMBERS.respond(request, rows, "identity/members.html", {"title": _("Members")})


@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: MemberRequest) -> HttpResponse:
    """Somebody new: by mail, or by a link to hand over."""
    check_may_administer(request.user)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        by_mail = given.pop("send_mail", False)
        try:
            invited = administering.invite(actor=request.user, **given)
        except NameTaken as error:
            form.add_error("username", error.sentence)
        except MailTaken as error:
            form.add_error("email", error.sentence)
        else:
            return send(request, invited) if by_mail else hand_over(request, invited)
    return page(request, "identity/invite.html", {"form": form}, status=422 if form.errors else 200)


def send(request: MemberRequest, who: Member) -> HttpResponse:
    """A link by mail."""
    mail_invitation.enqueue(who.pk, base_of(request), get_language() or "")
    messages.success(request, _("A link is on its way to %(address)s.") % {"address": who.email})
    return redirect("identity:member", who.pk)


def hand_over(request: MemberRequest, who: Member) -> HttpResponse:
    """A link to copy: it is shown now and never again."""
    link = base_of(request) + administering.make_link(actor=request.user, member=who)
    return page(request, "identity/hand_over.html", {"member": who, "link": link})


@never_cache
@require_GET
def member(request: MemberRequest, pk: int) -> HttpResponse:
    """One member, and what can be done."""
    found = chosen(request, pk)
    shown = {
        "member": found,
        "factors": second_factors.factors_of(found),
        "sessions": sessions.sessions_of(found),
        "in_the_way": in_the_way(found) if found.is_active else [],
        "mail_works": post.works() and bool(found.email),
    }
    return page(request, "identity/member.html", shown)


@never_cache
@require_POST
def link(request: MemberRequest, pk: int) -> HttpResponse:
    """A new link for a member who was never here, or who cannot get in."""
    found = chosen(request, pk)
    by_mail = bool(request.POST.get("by_mail")) and post.works() and bool(found.email)
    return send(request, found) if by_mail else hand_over(request, found)


@require_POST
def act(request: MemberRequest, pk: int, act: str) -> HttpResponse:
    """One of the buttons."""
    found = chosen(request, pk)
    wanted = ACTS.get(act)
    if wanted is None:
        raise Http404
    wanted.verb(actor=request.user, member=found)
    messages.success(request, str(wanted.done) % {"name": found})
    return redirect("identity:member", found.pk)


def chosen(request: MemberRequest, pk: int) -> Member:
    """The member of the page; refused to who is no administrator."""
    check_may_administer(request.user)
    return get_object_or_404(members_visible_to(request.user), pk=pk)
