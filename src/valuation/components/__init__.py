"""The components of value."""
