"""Words for the pages about signing in."""

import re

from django import template
from django.utils.translation import gettext as _

register = template.Library()
# The first that fits: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
BROWSERS = (
    ("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Lark|Feishu", "Feishu"), ("Edg", "Edge"),
    ("OPR", "Opera"), ("Firefox|FxiOS", "Firefox"), ("Chrome|CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone|iPad", "iOS"), ("Android", "Android"), ("HarmonyOS|OpenHarmony", "HarmonyOS"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


@register.filter
def device(user_agent: str) -> str:
    """``Chrome, Windows``: what a browser says about itself, in two words."""
    known = [first(BROWSERS, user_agent), first(SYSTEMS, user_agent)]
    return ", ".join(filter(None, known)) or _("Unknown device")


def first(names: tuple[tuple[str, str], ...], text: str) -> str:
    """The name beside the first pattern that is in the text."""
    return next((name for pattern, name in names if re.search(pattern, text)), "")
