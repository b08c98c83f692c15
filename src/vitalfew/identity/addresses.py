"""E-mail addresses that a member typed in themselves: they count once a link that was sent there comes back."""

from collections.abc import Mapping

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction
from django.urls import reverse

from vitalfew.audit.api import record
from vitalfew.identity.actions import vouch
from vitalfew.identity.errors import LinkUsed, MailTaken
from vitalfew.identity.models import Member
from vitalfew.kernel.versions import refuse_if_changed

SALT = "vitalfew.identity.address"
SECONDS = 24 * 3600


def is_proven(member: Member) -> bool:
    """Whether the member's address is known to be theirs."""
    proven = EmailAddress.objects.filter(user=member, email=member.email.lower(), verified=True)
    return bool(member.email) and bool(proven.exists())


CHOSEN = ("name", "email", "language", "theme", "amount_unit", "mails_notices")


@transaction.atomic
def keep_preferences(member: Member, before: str, opened: Mapping[str, str]) -> Member:
    """Keep what the member chose, and nothing else of the member; a new address proves nothing yet.

    MailTaken when the address is somebody else's, ChangedSince when another window was faster (``opened``: what this
    one showed).
    """
    stored = Member.objects.select_for_update().get(pk=member.pk)
    refuse_if_changed(opened, {name: getattr(stored, name) for name in CHOSEN})
    member.email = member.email.lower()
    if member.email != before:
        distrust(member, member.email)
    member.save(update_fields=CHOSEN)
    return member


def distrust(member: Member, address: str) -> None:
    """Forget what was proven of the member's former addresses."""
    proven = EmailAddress.objects.filter(verified=True)
    if address and proven.filter(email=address).exclude(user=member).exists():
        raise MailTaken
    EmailAddress.objects.filter(user=member).exclude(email=address).delete()


def proof_link(member: Member) -> str:
    """The path of a link that proves the member's present address."""
    token = signing.dumps([member.pk, member.email.lower()], salt=SALT)
    return reverse("identity:prove_address", args=[token])


@transaction.atomic
def prove(member: Member, token: str) -> None:
    """The signed-in member brings back the link for their present address; LinkUsed for any other."""
    try:
        owner, address = signing.loads(token, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise LinkUsed from error
    if owner != member.pk or address != member.email.lower():
        raise LinkUsed
    vouch(member, address)
    record(actor=member, verb="member.prove_address", subject=f"member:{member.pk}")
