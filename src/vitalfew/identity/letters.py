"""The words of mails about signing in."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from vitalfew.identity.models import Member, SignInLink


@dataclass(frozen=True)
class Letter:
    """A mail without its address."""

    subject: str
    text: str


def letter(kind: SignInLink.Kind, member: Member, link: str) -> Letter:
    """The mail that brings ``link`` to ``member``, in the language that is active."""
    if kind == SignInLink.Kind.INVITATION:
        return invitation(member, link)
    if kind == SignInLink.Kind.RESET:
        return forgotten_password(member, link)
    return help_in(member, link)


def invitation(member: Member, link: str) -> Letter:
    """For somebody who was never here."""
    return Letter(
        _("You are invited to Vital Few"),
        paragraphs(
            greeting(member),
            _("An administrator of your company has invited you to Vital Few."),
            _("This link signs you in once, within 7 days; then you choose a password:"),
            link,
            _("Your sign-in name is: %(name)s") % {"name": member.username},
        ),
    )


def forgotten_password(member: Member, link: str) -> Letter:
    """For somebody who asked for it on the sign-in page; or whose name somebody else typed there."""
    return Letter(
        _("Your sign-in link for Vital Few"),
        paragraphs(
            greeting(member),
            _("Somebody, probably you, asked for a way to sign in without the password."),
            _("This link signs you in once, within one hour; then you choose a new password:"),
            link,
            _("If it was not you, do nothing: your password stays as it is."),
        ),
    )


def help_in(member: Member, link: str) -> Letter:
    """Sent by an administrator to a member who cannot get in."""
    return Letter(
        _("Your sign-in link for Vital Few"),
        paragraphs(
            greeting(member),
            _("An administrator of your company sent you a way to sign in."),
            _("This link signs you in once, within one day; then you choose a new password:"),
            link,
        ),
    )


def address_proof(member: Member, link: str) -> Letter:
    """Sent to a new address before it counts."""
    return Letter(
        _("Confirm your e-mail address for Vital Few"),
        paragraphs(
            greeting(member),
            _("Open this link within one day to confirm that this address is yours:"),
            link,
            _("If you did not enter this address in Vital Few, do nothing."),
        ),
    )


def greeting(member: Member) -> str:
    """The first line."""
    return _("Hello %(name)s,") % {"name": member}


def paragraphs(*lines: str) -> str:
    """One empty line between each."""
    return "\n\n".join(lines) + "\n"
