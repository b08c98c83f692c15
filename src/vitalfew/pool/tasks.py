"""The planned work of pools is made known when Django starts."""

from vitalfew.pool import bulk, recycling

__all__ = ["bulk", "recycling"]
