"""Customers into classes, by schemes that are data."""
