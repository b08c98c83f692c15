"""Limits of signing in."""

from datetime import timedelta

WINDOW = timedelta(minutes=15)
TRIES_PER_NAME = 10
TRIES_PER_ADDRESS = 60
KEEP = timedelta(days=1)
