"""A request that knows who sent it, and where it may lead."""

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from vitalfew.identity.models import Member
from vitalfew.web.api import PageRequest


class MemberRequest(PageRequest):
    """What a view gets behind the sign-in: its user is a member."""

    user: Member


def wanted_page(request: HttpRequest, otherwise: str = "") -> str:
    """The page that ``next`` asks for when it is one of ours, else ``otherwise`` or the first page."""
    target = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else resolve_url(otherwise or settings.LOGIN_REDIRECT_URL)


def base_of(request: HttpRequest) -> str:
    """The beginning of every whole address, without the last slash."""
    return request.build_absolute_uri("/").rstrip("/")
