"""Pages at the door, and of one's own choices.

Who opens these: everybody, at the start of the day, and whoever cannot get in. They want to be inside; next they go
where they were going.
"""

from collections.abc import Callable

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from vitalfew.identity import actions, addresses, post, second_factors, single_sign_on
from vitalfew.identity.errors import CodeWrong, LinkUsed, MailTaken, PasskeyRefused, TooManyTries
from vitalfew.identity.forms import (
    ChoosePasswordForm,
    CodeForm,
    ForgottenForm,
    NewPasswordForm,
    PasskeyForm,
    PreferencesForm,
    SignInForm,
)
from vitalfew.identity.limits import count_try
from vitalfew.identity.links import find_link
from vitalfew.identity.models import Attempt, Member
from vitalfew.identity.requests import MemberRequest, base_of, wanted_page
from vitalfew.identity.tasks import mail_address_proof, mail_reset
from vitalfew.kernel.errors import Conflict
from vitalfew.web.api import asks_for_secret, merge_page, opened_values, page

HOME = "site:home"
type View = Callable[[HttpRequest], HttpResponse]
# Reached only between the first and the second step of a sign-in.
second_step: Callable[[View], View] = login_stage_required(
    AuthenticateStage.key, "identity:sign_in"
)


@asks_for_secret
@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door."""
    if request.user.is_authenticated:
        return redirect(wanted_page(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            inside = actions.sign_in(request, **form.cleaned_data, then=wanted_page(request))
        except TooManyTries as error:
            form.add_error(None, error.sentence)
            return too_many(sign_in_page(request, form), error)
        if inside is not None:
            return inside
        form.add_error(
            None,
            _("The name or the password is not right. Check capital letters and the input method."),
        )
    return sign_in_page(request, form)


def sign_in_page(request: HttpRequest, form: SignInForm) -> HttpResponse:
    """The form, and the other ways in."""
    shown = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "services": single_sign_on.services(request),
        "mail_works": post.works(),
    }
    return page(request, "identity/sign_in.html", shown, status=422 if form.errors else 200)


def too_many(response: HttpResponse, error: TooManyTries) -> HttpResponse:
    """The same page, as an answer to guessing."""
    response.status_code = error.status
    response["Retry-After"] = str(error.data["retry_after"])
    return response


@asks_for_secret
@second_step
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second half of a sign-in: a code, or a passkey."""
    stage = request._login_stage  # type: ignore[attr-defined]  # allauth's way of handing it over
    member = actions.still_good(stage)
    if member is None:
        return stage.abort()  # type: ignore[no-any-return]
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        try:
            forget = count_try(
                request, act=Attempt.Act.SECOND_FACTOR, name=str(member.pk), member=member
            )
            if factor := proven_factor(request, member, form):
                forget()
                return actions.pass_second_factor(request, stage, factor)
        except TooManyTries as error:
            form.add_error(None, error.sentence)
            return too_many(second_factor_page(request, member, form), error)
    return second_factor_page(request, member, form)


def proven_factor(request: HttpRequest, member: Member, form: CodeForm) -> Authenticator | None:
    """The factor that the code or the passkey proves; the form says why none."""
    passkey = PasskeyForm(request.POST)
    try:
        if passkey.is_valid():
            return second_factors.use_passkey(member, passkey.cleaned_data["credential"])
        return (
            second_factors.use_code(member, form.cleaned_data["code"]) if form.is_valid() else None
        )
    except (CodeWrong, PasskeyRefused) as error:
        form.add_error(None, error.sentence)
        return None


def second_factor_page(request: HttpRequest, member: Member, form: CodeForm) -> HttpResponse:
    """What the member can prove it with."""
    shown = {"form": form, "factors": second_factors.factors_of(member)}
    return page(request, "identity/second_factor.html", shown, status=422 if form.errors else 200)


@second_step
@require_POST
def passkey_question(request: HttpRequest) -> HttpResponse:
    """What the browser shows its passkey, as JSON for frontend/src/passkeys.js."""
    member = actions.still_good(request._login_stage)  # type: ignore[attr-defined]
    if member is None:
        return HttpResponse(status=403)
    return JsonResponse(second_factors.ask_for_passkey(member))


@login_not_required
@never_cache
@require_POST
def sign_in_with(request: HttpRequest, provider: str) -> HttpResponse:
    """Off to the company's own sign-in."""
    return single_sign_on.leave_for(request, provider, then=wanted_page(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out."""
    logout(request)
    return redirect("identity:sign_in")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link: looking at it changes nothing, so that previews of messengers do not use it up."""
    if request.method == "POST":
        try:
            return actions.sign_in_by_link(request, token)
        except LinkUsed:
            return redirect(request.path)
    link = find_link(token)
    shown = {"member": link.member if link else None, "mail_works": post.works()}
    return page(request, "identity/welcome.html", shown, status=200 if link else 410)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """A link by mail for a forgotten password; the answer is the same for a name that nobody has."""
    form = ForgottenForm(request.POST or None)
    sent = False
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["username"]
        try:
            count_try(request, act=Attempt.Act.RESET, name=typed, member=None)
        except TooManyTries as error:
            form.add_error(None, error.sentence)
            return too_many(forgotten_page(request, form, sent=False), error)
        if post.works():
            mail_reset.enqueue(typed, base_of(request), get_language() or "")
        sent = True
    return forgotten_page(request, form, sent=sent)


def forgotten_page(request: HttpRequest, form: ForgottenForm, *, sent: bool) -> HttpResponse:
    """The form, or the word that a link may be on its way."""
    shown = {"form": form, "sent": sent, "mail_works": post.works()}
    return page(request, "identity/forgotten.html", shown, status=422 if form.errors else 200)


@asks_for_secret
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def choose_password(request: MemberRequest) -> HttpResponse:
    """After a sign-in link: a password for next time, without asking for the old one."""
    if request.session.get(actions.CAME_BY_LINK) != request.user.pk:
        return redirect("identity:change_password")
    form = ChoosePasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep_password(request, form)
        return redirect(HOME)
    return page(request, "identity/choose_password.html", {"form": form}, status=_status(form))


@asks_for_secret
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def change_password(request: MemberRequest) -> HttpResponse:
    """A new password for an old one; wrong old ones are counted like wrong sign-ins."""
    form = NewPasswordForm(request.user, request.POST or None)
    if request.method == "POST":
        name = request.user.username
        try:
            forget = count_try(request, act=Attempt.Act.PASSWORD, name=name, member=request.user)
        except TooManyTries as error:
            form.add_error(None, error.sentence)
            return too_many(page(request, "identity/change_password.html", {"form": form}), error)
        if form.is_valid():
            forget()
            keep_password(request, form)
            return redirect("identity:security")
    return page(request, "identity/change_password.html", {"form": form}, status=_status(form))


def keep_password(request: MemberRequest, form: SetPasswordForm[Member]) -> None:
    """Save it, stay signed in here, sign out everywhere else."""
    actions.keep_password(request, form.save())
    messages.success(request, _("The new password is kept. Other devices were signed out."))


@require_http_methods(["GET", "POST"])
def preferences(request: MemberRequest) -> HttpResponse:
    """Language, colours, amounts, name."""
    before = request.user.email
    form = PreferencesForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            member = addresses.keep_preferences(
                form.save(commit=False), before, opened_values(request, form)
            )
        except MailTaken as error:
            form.add_error("email", error.sentence)
            return page(request, "identity/preferences.html", {"form": form}, status=422)
        except Conflict as error:
            stored = PreferencesForm(instance=Member.objects.get(pk=request.user.pk))
            return merge_page(
                request, typed=form, stored=stored, hidden={}, sentence=error.sentence,
                back=reverse("identity:preferences"),
            )  # fmt: skip
        say_kept(request, member, before)
        return redirect("identity:preferences")
    return page(request, "identity/preferences.html", {"form": form}, status=_status(form))


def say_kept(request: MemberRequest, member: Member, before: str) -> None:
    """And ask a new address whether it is the member's."""
    if member.email == before or not member.email or not post.works():
        messages.success(request, _("Your preferences are kept."))
        return
    mail_address_proof.enqueue(member.pk, base_of(request), get_language() or "")
    messages.success(
        request, _("Your preferences are kept. Confirm the new address by the link we sent there.")
    )


@never_cache
@require_http_methods(["GET", "POST"])
def prove_address(request: MemberRequest, token: str) -> HttpResponse:
    """The link that was sent to a new address comes back."""
    if request.method == "POST":
        addresses.prove(request.user, token)
        messages.success(request, _("Your e-mail address is confirmed."))
        return redirect("identity:preferences")
    return page(request, "identity/prove_address.html", {})


def _status(form: SetPasswordForm[Member] | PreferencesForm) -> int:
    """422 for a form that came back with errors."""
    return 422 if form.is_bound else 200
