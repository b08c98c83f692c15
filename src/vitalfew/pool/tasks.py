"""The planned work of pools is made known when Django starts."""

from vitalfew.pool import bulk, daily, recycling

__all__ = ["bulk", "daily", "recycling"]
