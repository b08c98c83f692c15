"""One-time sign-in links: for the first administrator, for new members, for forgotten passwords."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from vitalfew.identity.models import Member


class SignInTokens(PasswordResetTokenGenerator):
    """Tokens that die with the next sign-in, a new password, or after ``settings.PASSWORD_RESET_TIMEOUT``."""

    key_salt = "vitalfew.identity.links"

    def _make_hash_value(self, user: AbstractBaseUser, timestamp: int) -> str:
        """Django's own drops the fraction of the second, so a link could work twice within one."""
        last = user.last_login.isoformat() if user.last_login else ""
        return f"{user.pk}{user.password}{last}{timestamp}"


tokens = SignInTokens()


def sign_in_link(member: Member) -> str:
    """The path of a link that signs ``member`` in once, within a day."""
    who = urlsafe_base64_encode(str(member.pk).encode())
    return reverse("identity:welcome", args=[who, tokens.make_token(member)])


def member_of(who: str, token: str, *, lock: bool = False) -> Member | None:
    """Whom the link is for, if it still works."""
    try:
        key = int(urlsafe_base64_decode(who).decode())
    except ValueError:
        return None
    members = Member.objects.select_for_update() if lock else Member.objects.all()
    member = members.filter(pk=key, is_active=True).first()
    return member if member is not None and tokens.check_token(member, token) else None
