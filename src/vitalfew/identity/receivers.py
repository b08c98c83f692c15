"""What happens at every sign-in, whichever way it came."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from vitalfew.identity.models import Member
from vitalfew.identity.sessions import begin_session, confirm, note_session


@receiver(user_logged_in, dispatch_uid="vitalfew.identity")
def note_sign_in(sender: object, request: HttpRequest, user: Member, **more: object) -> None:
    """The session stands in the member's list from its beginning, and counts as confirmed for a while."""
    note_session(request, user)
    begin_session(request)
    confirm(request)
