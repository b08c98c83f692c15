"""The planned work of customers is made known when Django starts."""

from vitalfew.customers import bulk

__all__ = ["bulk"]
