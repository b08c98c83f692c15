"""The badge of a class, the same wherever a class is shown."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

TIERS_WITH_COLOUR = 4


def tier_badge(name: str, rank: int | None = None, title: str = "") -> SafeString:
    """The badge; rank 1 is the best and the darkest. No rank: not classed yet."""
    tone = min(rank, TIERS_WITH_COLOUR) if rank else "none"
    told = format_html(' title="{}"', title) if title else ""
    return format_html('<span class="tier tier-{}"{}>{}</span>', tone, told, name)
