"""The planned work of pools is made known when Django starts."""

from vitalfew.pool import bulk, daily, dealing, recycling

__all__ = ["bulk", "daily", "dealing", "recycling"]
