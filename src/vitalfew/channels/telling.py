"""What a form says about numbers that it kept without understanding them."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from vitalfew.channels.reach import Channels


def mention_unclear(request: HttpRequest, channels: Channels) -> None:
    """A warning, not a refusal: such a number may be right, as a short one or one without its area code."""
    if channels.unclear:
        messages.warning(
            request,
            _("%(numbers)s: kept as written, but no complete number. Add the area or country code if you know it.")
            % {"numbers": ", ".join(channels.unclear)},
        )  # fmt: skip
