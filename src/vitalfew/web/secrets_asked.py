"""Marks the views that ask for a password or a code."""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import Resolver404, resolve


def asks_for_secret[View: Callable[..., object]](view: View) -> View:
    """Nothing of what is sent there is remembered, and a try that was counted is never taken back."""
    view.__dict__["asks_for_secret"] = True
    return view


def leads_to_secret(request: HttpRequest) -> bool:
    """Whether the address is one of those, or none at all."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return True
    return getattr(view, "asks_for_secret", False)
