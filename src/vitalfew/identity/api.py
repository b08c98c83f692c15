"""The door of identity."""

from vitalfew.identity.models import Member

__all__ = ["Member"]
