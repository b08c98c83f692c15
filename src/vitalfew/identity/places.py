"""Where a request comes from: its network address, and whether a member signed in on this device before."""

from ipaddress import ip_address, ip_network

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core import signing
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import get_random_string

from vitalfew.identity.models import Member
from vitalfew.identity.rules import DEVICE_YEARS

DEVICE_COOKIE = "vitalfew_device"
SALT = "vitalfew.identity.device"
NOWHERE = "0.0.0.0"  # noqa: S104 - said where a server passes no address on
IPV6_SUBNET = 64


def address_of(request: HttpRequest) -> str:
    """The network address of whoever asks, behind the proxies that the settings name; never a fault."""
    try:
        return str(ip_address(get_client_ip(request) or NOWHERE))
    except (ImproperlyConfigured, PermissionDenied, ValueError):
        return NOWHERE


def network_of(request: HttpRequest) -> str:
    """What a limit counts: the address, or the network of an IPv6 address, which has endless addresses in it."""
    address = ip_address(address_of(request))
    if address.version == 4:
        return str(address)
    return str(ip_network(f"{address}/{IPV6_SUBNET}", strict=False).network_address)


def remember_device(request: HttpRequest, response: HttpResponseBase, member: Member) -> None:
    """Know this browser again: the cookie names the member, and opens nothing."""
    value = signing.dumps([member.pk, get_random_string(22)], salt=SALT)
    response.set_cookie(
        DEVICE_COOKIE,
        value,
        max_age=DEVICE_YEARS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def known_device(request: HttpRequest, member: Member | None) -> str:
    """The name of this device when ``member`` signed in on it before, else nothing."""
    try:
        owner, name = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=SALT, max_age=DEVICE_YEARS
        )
    except (signing.BadSignature, ValueError):
        return ""
    return f"device:{name}" if member is not None and owner == member.pk else ""
