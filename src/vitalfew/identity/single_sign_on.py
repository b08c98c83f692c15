"""Signing in with the company's own service, DingTalk, Feishu or WeChat: allauth speaks to them."""

from dataclasses import dataclass
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from requests import RequestException

from vitalfew.audit.api import record
from vitalfew.identity.adapters import FAILED, refuse
from vitalfew.identity.models import Member
from vitalfew.web.api import page

NAMES: dict[str, str | Promise] = {
    "dingtalk": _("DingTalk"),
    "feishu": _("Feishu"),
    "weixin": _("WeChat"),
    "company": _("Company account"),
}


@dataclass(frozen=True)
class Service:
    """Somewhere else that people can sign in."""

    key: str
    name: str


@dataclass(frozen=True)
class Linked:
    """A service as a member's own page shows it; ``pk`` where an account of it is linked."""

    service: Service
    pk: int | None


def services(request: HttpRequest) -> list[Service]:
    """What the settings offer."""
    return [
        Service(each.sub_id, name_of(each.sub_id, each.name))
        for each in get_adapter(request).list_providers(request)
    ]


def name_of(key: str, given: str = "") -> str:
    """How people call the service: as the settings name the company's own, else by its usual name."""
    return (given if key == "company" and given else "") or str(NAMES.get(key, given or key))


def leave_for(request: HttpRequest, key: str, *, then: str, linking: bool = False) -> HttpResponse:
    """Send the browser to the service. A page does it, not a redirect: the content policy lets forms lead only here."""
    provider: Any = get_adapter(request).get_provider(request, provider=key)
    process = AuthProcess.CONNECT if linking else AuthProcess.LOGIN
    try:
        away: HttpResponse = provider.redirect(request, process, next_url=then)
    except (OAuth2Error, RequestException):
        return refuse(request, FAILED)
    except ImmediateHttpResponse as answer:
        return answer.response  # type: ignore[no-any-return]
    shown = {"address": away["Location"], "service": Service(key, name_of(key, provider.name))}
    response = page(request, "identity/leaving.html", shown)
    response["Refresh"] = f"0; url={away['Location']}"
    return response


def linked_to(request: HttpRequest, member: Member) -> list[Linked]:
    """Every service on offer, and which of them the member has linked."""
    accounts = dict(SocialAccount.objects.filter(user=member).values_list("provider", "pk"))
    return [Linked(service, accounts.get(service.key)) for service in services(request)]


@transaction.atomic
def unlink(member: Member, pk: int) -> None:
    """Forget an account; the password, or a link from an administrator, still opens the door."""
    for account in SocialAccount.objects.filter(user=member, pk=pk):
        account.delete()
        record(
            actor=member,
            verb="member.unlink_account",
            subject=f"member:{member.pk}",
            service=account.provider,
        )
