"""Mail about signing in, sent by the worker: a page answers as fast for a name nobody has as for a member's."""

from django.tasks import task
from django.utils.translation import override

from vitalfew.identity import letters, post
from vitalfew.identity.actions import member_named
from vitalfew.identity.addresses import is_proven, proof_link
from vitalfew.identity.administering import link_kind
from vitalfew.identity.links import sign_in_link
from vitalfew.identity.models import Member, SignInLink


@task()
def mail_reset(typed: str, base: str, language: str) -> None:
    """A link for a forgotten password, when the name or address is a member's with a proven address; else nothing."""
    member = member_named(typed)
    if member is not None and member.is_active and is_proven(member):
        mail_link(member, SignInLink.Kind.RESET, base, language)


@task()
def mail_invitation(pk: int, base: str, language: str) -> None:
    """An invitation, or a link for a member who needs help."""
    member = Member.objects.filter(pk=pk, is_active=True).exclude(email="").first()
    if member is not None:
        mail_link(member, link_kind(member), base, language)


@task()
def mail_address_proof(pk: int, base: str, language: str) -> None:
    """The question to a new address whether it is the member's."""
    member = Member.objects.filter(pk=pk, is_active=True).exclude(email="").first()
    if member is not None:
        with override(member.language or language):
            send(member, letters.address_proof(member, base + proof_link(member)))


def mail_link(member: Member, kind: SignInLink.Kind, base: str, language: str) -> None:
    """Make the link here, so that its token is nowhere but in the mail."""
    link = base + sign_in_link(member, kind, mailed_to=member.email)
    with override(member.language or language):
        send(member, letters.letter(kind, member, link))


def send(member: Member, mail: letters.Letter) -> None:
    """Hand one mail over."""
    post.send(to=member.email, subject=mail.subject, text=mail.text)
