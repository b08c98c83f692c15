"""The one place that hands mail over, so that what carries it can change behind it."""

from django.conf import settings
from django.core.mail import send_mail


def works() -> bool:
    """Whether a mail server is known: without one, links are shown to be copied."""
    return settings.MAIL_SERVER is not None


def send(*, to: str, subject: str, text: str) -> None:
    """Send one plain mail to one person."""
    send_mail(subject=" ".join(subject.split()), message=text, from_email=None, recipient_list=[to])
