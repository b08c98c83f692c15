"""Tokens end with the access of whoever made them."""

from vitalfew.api.actions import revoke_all
from vitalfew.identity.api import on_departure

on_departure(revoke_all)
