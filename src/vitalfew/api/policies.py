"""Whose tokens a member sees, and what is in the member's menu."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vitalfew.api.models import Token
from vitalfew.identity.api import Member
from vitalfew.web.api import MemberLink, register


def tokens_visible_to(actor: Member) -> QuerySet[Token]:
    """Everybody's own, and nobody else's."""
    return Token.objects.filter(member=actor)


register(MemberLink("tokens:list", _("Tokens for programs"), "columns", order=7))
