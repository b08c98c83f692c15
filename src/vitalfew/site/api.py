"""The door of site, for the worker."""

from vitalfew.site.binned import purge_when_due

__all__ = ["purge_when_due"]
