"""A member's own page of sign-in and security: password, second factors, devices, linked accounts.

Who opens this: somebody who got a new phone, who lost a device, or whom the company asks for a second factor. They want
to know that nobody else is signed in as them; next they go back to work.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.identity import second_factors, sessions, single_sign_on
from vitalfew.identity.errors import CodeWrong, PasskeyRefused, TooManyTries
from vitalfew.identity.forms import CodeForm, ConfirmForm, NewPasskeyForm
from vitalfew.identity.limits import count_try
from vitalfew.identity.models import Attempt
from vitalfew.identity.requests import MemberRequest, wanted_page
from vitalfew.identity.views import too_many
from vitalfew.web.api import asks_for_secret, page

HERE = "identity:security"
type View = Callable[..., HttpResponse]


def recently_confirmed(view: View) -> View:
    """Ask for the password again when the last proof is some minutes old."""

    @wraps(view)
    def asked(request: MemberRequest, **named: object) -> HttpResponse:
        if sessions.is_confirmed(request):
            return view(request, **named)
        address = f"{resolve_url('identity:confirm')}?{urlencode({'next': resolve_url(HERE)})}"
        return redirect(address)

    return asked


@never_cache
@require_GET
def security(request: MemberRequest) -> HttpResponse:
    """Everything about one's own sign-in."""
    shown = {
        "factors": second_factors.factors_of(request.user),
        "must_set_up": second_factors.must_set_up(request.user),
        "sessions": sessions.sessions_of(request.user),
        "this_session": request.session.session_key,
        "linked": single_sign_on.linked_to(request, request.user),
    }
    return page(request, "identity/security.html", shown)


@asks_for_secret
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: MemberRequest) -> HttpResponse:
    """The password, or a code for who has none, before something that matters."""
    form_class = ConfirmForm if request.user.has_usable_password() else CodeForm
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if proven(request, form):
                sessions.confirm(request)
                return redirect(wanted_page(request, HERE))
        except TooManyTries as error:
            form.add_error(None, error.sentence)
            return too_many(page(request, "identity/confirm.html", {"form": form}), error)
        form.add_error(None, _("This is not right. Check capital letters and the input method."))
    shown = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return page(request, "identity/confirm.html", shown, status=422 if form.errors else 200)


def proven(request: MemberRequest, form: ConfirmForm | CodeForm) -> bool:
    """Whether the member typed the right thing; counted like a sign-in."""
    member, typed = request.user, form.cleaned_data
    act = Attempt.Act.PASSWORD if "password" in typed else Attempt.Act.SECOND_FACTOR
    name = member.username if "password" in typed else str(member.pk)
    forget = count_try(request, act=act, name=name, member=member)
    given = typed.get("password")
    right = member.check_password(given) if given else code_fits(request, typed["code"])
    if right:
        forget()
    return right


def code_fits(request: MemberRequest, code: str) -> bool:
    """Whether one of the member's factors shows this code."""
    try:
        second_factors.use_code(request.user, code)
    except CodeWrong:
        return False
    return True


@require_POST
@recently_confirmed
def app_begin(request: MemberRequest) -> HttpResponse:
    """A new secret for an authenticator app."""
    second_factors.begin_app(request)
    return redirect("identity:app")


@asks_for_secret
@never_cache
@require_http_methods(["GET", "POST"])
@recently_confirmed
def app(request: MemberRequest) -> HttpResponse:
    """The secret as a picture to scan, until a code proves that the app has it."""
    secret = request.session.get(second_factors.SECRET)
    if not secret:
        return redirect(HERE)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = second_factors.add_app(request, request.user, form.cleaned_data["code"])
            return done(request, codes)
        except CodeWrong as error:
            form.add_error("code", error.sentence)
    shown = {
        "form": form,
        "secret": secret,
        "picture": second_factors.picture(request.user, secret),
    }
    return page(request, "identity/app.html", shown, status=422 if form.errors else 200)


def done(request: MemberRequest, codes: list[str]) -> HttpResponse:
    """A factor was added: the first one brings recovery codes, which are shown now."""
    sessions.end_sessions(request.user, keep=request.session.session_key)
    messages.success(request, _("The second factor is set up. Other devices were signed out."))
    return show_codes(request, codes) if codes else redirect(HERE)


def show_codes(request: MemberRequest, codes: list[str]) -> HttpResponse:
    """The recovery codes, to be kept somewhere safe."""
    return page(request, "identity/recovery_codes.html", {"codes": codes})


@require_POST
@recently_confirmed
def passkey_begin(request: MemberRequest) -> HttpResponse:
    """What the browser needs to make a passkey, as JSON for frontend/src/passkeys.js."""
    return JsonResponse(second_factors.begin_passkey(request.user))


@asks_for_secret
@never_cache
@require_http_methods(["GET", "POST"])
@recently_confirmed
def passkey(request: MemberRequest) -> HttpResponse:
    """A name for the passkey, and the button that makes it."""
    number = len(second_factors.factors_of(request.user).passkeys) + 1
    initial = {"name": _("Passkey %(number)d") % {"number": number}}
    form = NewPasskeyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            codes = second_factors.add_passkey(request.user, given["name"], given["credential"])
            return done(request, codes)
        except PasskeyRefused as error:
            form.add_error(None, error.sentence)
    return page(
        request, "identity/passkey.html", {"form": form}, status=422 if form.errors else 200
    )


@require_POST
@recently_confirmed
def remove_factor(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an app or a passkey away."""
    second_factors.remove(request.user, pk)
    sessions.end_sessions(request.user, keep=request.session.session_key)
    messages.success(request, _("It was removed. Other devices were signed out."))
    return redirect(HERE)


@never_cache
@require_POST
@recently_confirmed
def recovery_codes(request: MemberRequest) -> HttpResponse:
    """New codes, in place of those from before."""
    codes = second_factors.new_recovery_codes(request.user)
    return show_codes(request, codes) if codes else redirect(HERE)


@require_POST
def end_one(request: MemberRequest, pk: int) -> HttpResponse:
    """Sign out on one device."""
    if sessions.end_sessions(request.user, only=pk):
        messages.success(request, _("That device was signed out."))
    return redirect(HERE)


@require_POST
def end_others(request: MemberRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    sessions.end_sessions(request.user, keep=request.session.session_key)
    messages.success(request, _("Every other device was signed out."))
    return redirect(HERE)


@require_POST
@recently_confirmed
def link_account(request: MemberRequest, provider: str) -> HttpResponse:
    """Off to another service, to link its account."""
    return single_sign_on.leave_for(request, provider, then=resolve_url(HERE), linking=True)


@require_POST
@recently_confirmed
def unlink_account(request: MemberRequest, pk: int) -> HttpResponse:
    """Forget an account of another service."""
    single_sign_on.unlink(request.user, pk)
    messages.success(request, _("The account is not linked any more."))
    return redirect(HERE)
