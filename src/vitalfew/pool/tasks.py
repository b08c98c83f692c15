"""The planned work of pools is made known when Django starts."""

from vitalfew.pool import allotting, bulk, daily, dealing, recycling

__all__ = ["allotting", "bulk", "daily", "dealing", "recycling"]
