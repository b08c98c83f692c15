"""A member's second factors: an authenticator app, passkeys, recovery codes. allauth does the arithmetic."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from vitalfew.audit.api import record
from vitalfew.identity.errors import CodeWrong, PasskeyRefused, SecondFactorNeeded
from vitalfew.identity.models import Member

Type = Authenticator.Type
REAL = (Type.TOTP, Type.WEBAUTHN)  # recovery codes only stand in for one of these
SECRET = totp.SECRET_SESSION_KEY
# What the library says to an answer that is none: it trusts browsers to keep to the form.
UNFIT = (ValidationError, KeyError, ValueError, TypeError, AttributeError)
type Credential = dict[str, Any]  # what a browser's passkey answers


@dataclass(frozen=True)
class Passkey:
    """One passkey as a page shows it."""

    pk: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Factors:
    """What a member has set up."""

    app: Authenticator | None
    passkeys: list[Passkey]
    codes_left: int | None

    @property
    def any(self) -> bool:
        """Whether signing in asks for a second factor."""
        return self.app is not None or bool(self.passkeys)


def secrets_fit_the_key() -> bool:
    """Whether the installation's key still reads what it hid; yes where nobody has a second factor with a secret."""
    kept = Authenticator.objects.filter(type=Type.TOTP).order_by("-pk").first()
    if kept is None:
        return True
    try:
        decrypt(kept.data["secret"])
    except InvalidToken:
        return False
    return True


def factors_of(member: Member) -> Factors:
    """Everything the member has set up."""
    kept = list(Authenticator.objects.filter(user=member).order_by("created_at", "pk"))
    codes = next((each for each in kept if each.type == Type.RECOVERY_CODES), None)
    return Factors(
        app=next((each for each in kept if each.type == Type.TOTP), None),
        passkeys=[
            Passkey(each.pk, each.wrap().name, each.created_at, each.last_used_at)
            for each in kept
            if each.type == Type.WEBAUTHN
        ],
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )


def has_second_factor(member: Member) -> bool:
    """Whether signing in asks the member for a second factor."""
    return bool(Authenticator.objects.filter(user=member, type__in=REAL).exists())


def must_set_up(member: Member) -> bool:
    """Whether the company wants a second factor that this member does not have yet."""
    wanted = settings.ADMINISTRATORS_NEED_SECOND_FACTOR and member.is_administrator
    return wanted and not has_second_factor(member)


@transaction.atomic
def use_code(member: Member, code: str) -> Authenticator:
    """The factor that this code proves; each code works once. CodeWrong when none."""
    plain = "".join(code.split())
    for kept in Authenticator.objects.select_for_update().filter(user=member).order_by("pk"):
        if kept.type == Type.TOTP and use_app_code(kept, plain):
            return kept
        if kept.type == Type.RECOVERY_CODES and kept.wrap().validate_code(plain):
            return kept
    raise CodeWrong


def use_app_code(kept: Authenticator, code: str) -> bool:
    """Whether the app shows this code now; a step that was used, and every one before it, is over."""
    secret = decrypt(kept.data["secret"])
    for step in totp.yield_hotp_counters_from_time():
        right = totp.format_hotp_value(totp.hotp_value(secret, step))
        if step > kept.data.get("last_step", -1) and totp.compare_user_code(
            actual=code, expected=right
        ):
            kept.data["last_step"] = step
            kept.save(update_fields=["data"])
            return True
    return False


def picture(member: Member, secret: str) -> str:
    """The square code that an authenticator app scans, as the address of a picture."""
    adapter = get_adapter()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(member, secret))
    return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"


def begin_app(request: HttpRequest) -> None:
    """Think of a secret for an authenticator app; it counts once a code proves that the app has it."""
    request.session[SECRET] = totp.generate_totp_secret()


@transaction.atomic
def add_app(request: HttpRequest, member: Member, code: str) -> list[str]:
    """Keep the app whose code this is; the recovery codes, when they are new. CodeWrong when it does not fit."""
    secret = request.session.get(SECRET)
    if not secret or not totp.validate_totp_code(secret, "".join(code.split())):
        raise CodeWrong
    Authenticator.objects.filter(user=member, type=Type.TOTP).delete()
    kept = totp.TOTP.activate(member, secret).instance
    use_app_code(kept, "".join(code.split()))
    del request.session[SECRET]
    record(actor=member, verb="member.add_app", subject=f"member:{member.pk}")
    return first_codes(member)


def begin_passkey(member: Member) -> Credential:
    """What the browser needs to make a passkey."""
    return dict(webauthn.begin_registration(member, passwordless=False))


@transaction.atomic
def add_passkey(member: Member, name: str, credential: Credential) -> list[str]:
    """Keep the passkey the browser made; the recovery codes, when they are new. PasskeyRefused for a wrong answer."""
    try:
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except UNFIT as error:
        raise PasskeyRefused from error
    webauthn.WebAuthn.add(member, name, credential)
    record(actor=member, verb="member.add_passkey", subject=f"member:{member.pk}")
    return first_codes(member)


def first_codes(member: Member) -> list[str]:
    """Recovery codes for a member who has none yet."""
    if Authenticator.objects.filter(user=member, type=Type.RECOVERY_CODES).exists():
        return []
    codes: list[str] = RecoveryCodes.activate(member).get_unused_codes()
    return codes


def ask_for_passkey(member: Member) -> Credential:
    """What the browser needs to prove one of the member's passkeys."""
    return dict(webauthn.begin_authentication(member))


def use_passkey(member: Member, credential: Credential) -> Authenticator:
    """The passkey this answer proves. PasskeyRefused when none."""
    try:
        webauthn.parse_authentication_response(credential)
        return webauthn.complete_authentication(member, credential)
    except UNFIT as error:
        raise PasskeyRefused from error


@transaction.atomic
def remove(member: Member, pk: int) -> None:
    """Take an app or a passkey away; not the last one where the company wants one."""
    kept = Authenticator.objects.select_for_update().filter(user=member, type__in=REAL)
    if kept.filter(pk=pk).delete()[0] == 0:
        return
    if must_set_up(member):
        raise SecondFactorNeeded
    delete_dangling_recovery_codes(member)
    record(actor=member, verb="member.remove_second_factor", subject=f"member:{member.pk}")


@transaction.atomic
def new_recovery_codes(member: Member) -> list[str]:
    """Ten new codes; those from before are over. None for a member without a second factor."""
    if not has_second_factor(member):
        return []
    Authenticator.objects.filter(user=member, type=Type.RECOVERY_CODES).delete()
    record(actor=member, verb="member.new_recovery_codes", subject=f"member:{member.pk}")
    return first_codes(member)


def forget_all(member: Member) -> None:
    """Everything a member has set up is over, recovery codes too."""
    Authenticator.objects.filter(user=member).delete()
