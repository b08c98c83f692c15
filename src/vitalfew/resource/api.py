"""The door of resource, for the worker."""

from vitalfew.resource.counting import count_when_due

__all__ = ["count_when_due"]
