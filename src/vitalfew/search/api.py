"""The door of search."""

from vitalfew.search.finders import Finder, Hit, register

__all__ = ["Finder", "Hit", "register"]
