"""Whoever is about to leave is led to where their things are handed over."""

from vitalfew.ownership.api import handed_over_at

handed_over_at("handover:start")
