"""What the app puts into the frame."""

from django.utils.translation import gettext_lazy as _

from vitalfew.access.listing import with_right
from vitalfew.access.modules import ORGANISATION
from vitalfew.access.rules import Verb
from vitalfew.web.api import NavEntry, register

register(
    NavEntry(
        "settings",
        _("Settings"),
        "access:departments",
        "settings",
        order=140,
        visible=with_right(ORGANISATION, Verb.CONFIGURE),
    )
)
