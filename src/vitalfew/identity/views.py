"""Pages of signing in and of one's own choices."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from vitalfew.identity import actions
from vitalfew.identity.errors import LinkUsed, TooManyTries
from vitalfew.identity.forms import PreferencesForm, SignInForm
from vitalfew.identity.links import member_of
from vitalfew.identity.models import Member
from vitalfew.identity.requests import MemberRequest
from vitalfew.web.api import page

HOME = "site:home"


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door."""
    if request.user.is_authenticated:
        return redirect(after_sign_in(request))
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        status = try_to_sign_in(request, form)
        if status == 302:
            return redirect(after_sign_in(request))
    return page(
        request,
        "identity/sign_in.html",
        {"form": form, "next": request.GET.get("next", "")},
        status=status,
    )


def try_to_sign_in(request: HttpRequest, form: SignInForm) -> int:
    """302 when the door opened; else the status of the page that says why not."""
    try:
        member = actions.sign_in(request, **form.cleaned_data)
    except TooManyTries as error:
        form.add_error(None, error.sentence)
        return error.status
    if member is not None:
        return 302
    form.add_error(
        None,
        _("The name or the password is not right. Check capital letters and the input method."),
    )
    return 422


def after_sign_in(request: HttpRequest) -> str:
    """Where the member wanted to go, never another site."""
    target = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else resolve_url(HOME)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out."""
    logout(request)
    return redirect("identity:sign_in")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """A one-time link: looking at it changes nothing, so that previews of messengers do not use it up."""
    if request.method == "POST":
        try:
            actions.sign_in_by_link(request, who=who, token=token)
        except LinkUsed:
            return redirect(request.path)
        return redirect("identity:choose_password")
    member = member_of(who, token)
    return page(request, "identity/welcome.html", {"member": member}, status=200 if member else 410)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def choose_password(request: MemberRequest) -> HttpResponse:
    """After a sign-in link: a password for next time, without asking for the old one."""
    if not request.session.get(actions.CAME_BY_LINK):
        return redirect("identity:change_password")
    form: SetPasswordForm[Member] = SetPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep_password(request, form)
        return redirect(HOME)
    return page(request, "identity/choose_password.html", {"form": form}, status=_status(form))


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def change_password(request: MemberRequest) -> HttpResponse:
    """A new password for an old one."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep_password(request, form)
        return redirect("identity:preferences")
    return page(request, "identity/change_password.html", {"form": form}, status=_status(form))


def keep_password(request: MemberRequest, form: SetPasswordForm[Member]) -> None:
    """Save it, stay signed in here, sign out everywhere else."""
    update_session_auth_hash(request, form.save())
    request.session.pop(actions.CAME_BY_LINK, None)
    messages.success(request, _("The new password is kept. Other devices were signed out."))


@require_http_methods(["GET", "POST"])
def preferences(request: MemberRequest) -> HttpResponse:
    """Language, colours, amounts, name."""
    form = PreferencesForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your preferences are kept."))
        return redirect("identity:preferences")
    return page(request, "identity/preferences.html", {"form": form}, status=_status(form))


def _status(form: SetPasswordForm[Member] | PreferencesForm) -> int:
    """422 for a form that came back with errors."""
    return 422 if form.is_bound else 200
