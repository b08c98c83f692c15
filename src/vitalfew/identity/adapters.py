"""What allauth asks of this product: the steps of a sign-in, the secrets of second factors, who may come in.

allauth carries a sign-in from step to step, checks codes and passkeys and speaks to other services; pages, words and
limits are ours, so its own messages and mails are never sent.
"""

from typing import Never

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vitalfew.audit.api import record
from vitalfew.identity.models import Member
from vitalfew.identity.places import address_of, remember_device
from vitalfew.kernel.outgoing import Outgoing
from vitalfew.kernel.sealed import seal, unseal

PURPOSE = "vitalfew.identity.second_factor"
UNKNOWN = _(
    "This account is not linked to a member. Sign in with your password first, and link it under Sign-in and security."
)
FAILED = _("Signing in with this service did not work. Try again, or sign in with your password.")


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The steps between a right password and the first page."""

    def get_login_stages(self) -> list[str]:
        """Only the second factor; e-mail addresses are proven by links."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def add_message(self, *args: object, **more: object) -> None:
        """Our pages say it in their own words."""

    def send_mail(self, *args: object, **more: object) -> None:
        """Mail goes through ``post``."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """As the lists of devices show it."""
        return address_of(request)

    def respond_user_inactive(self, request: HttpRequest, user: Member) -> HttpResponse:
        """A member who left is told no more than a stranger."""
        return refuse(request, FAILED)

    def post_login(self, request: HttpRequest, user: Member, **more: object) -> HttpResponse:
        """The last step is done: log it, and know this device again."""
        response: HttpResponse = super().post_login(request, user, **more)
        record(actor=user, verb="member.sign_in", subject=f"member:{user.pk}")
        remember_device(request, response, user)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """How second factors are named, and how their secrets are kept."""

    def encrypt(self, text: str) -> str:
        """Unreadable for whoever has the database but not the installation's key."""
        return seal(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """What ``encrypt`` hid."""
        return unseal(encrypted_text, PURPOSE)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name beside the passkey in the browser's dialogue."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody becomes a member by having an account elsewhere."""

    def get_app(self, request: HttpRequest, *args: object, **more: object) -> SocialApp:
        """A service that nobody set up is not there."""
        try:
            return super().get_app(request, *args, **more)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error

    def get_requests_session(self) -> Outgoing:
        """What other services are asked by: their documents may name any address."""
        return Outgoing()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> Never:
        """Only invited members come in."""
        raise ImmediateHttpResponse(refuse(request, UNKNOWN))

    def authenticate_by_email(self, sociallogin: object) -> tuple[Member, str] | None:
        """The member whose proven address the service has proven too; a matching domain means nothing."""
        proven = [given.email.lower() for given in sociallogin.email_addresses if given.verified]  # type: ignore[attr-defined]
        ours = EmailAddress.objects.filter(
            email__in=proven, verified=True, user__is_active=True
        ).select_related("user")
        found = ours.first()
        return (found.user, found.email) if found is not None else None

    def on_authentication_error(self, request: HttpRequest, *args: object, **more: object) -> Never:
        """Whatever went wrong over there, the way back is our own sign-in page."""
        raise ImmediateHttpResponse(refuse(request, FAILED))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: object) -> str:
        """Where linking an account began."""
        return str(redirect("identity:security").url)


def refuse(request: HttpRequest, sentence: str | Promise) -> HttpResponse:
    """Back to where one signs in or links accounts, with the reason."""
    messages.error(request, gettext(str(sentence)))
    signed_in = request.user.is_authenticated
    return redirect("identity:security" if signed_in else "identity:sign_in")
