"""The count is made known when Django starts."""

from vitalfew.resource import counting

__all__ = ["counting"]
