"""What a new member finds: the first role."""

from vitalfew.access.roles import welcome
from vitalfew.identity.api import on_arrival

on_arrival(welcome)
