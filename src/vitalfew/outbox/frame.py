"""What the app puts into the frame."""

from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import ORGANISATION, Verb, with_right
from vitalfew.web.api import NavEntry, register

register(
    NavEntry(
        "outbox",
        _("Outbox"),
        "outbox:list",
        "mail",
        order=140,
        visible=with_right(ORGANISATION, Verb.CONFIGURE),
    )
)
