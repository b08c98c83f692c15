"""The door of the catalog."""

from vitalfew.catalog.actions import add_from_staging, remove_of_origin
from vitalfew.catalog.models import Product

__all__ = ["Product", "add_from_staging", "remove_of_origin"]
