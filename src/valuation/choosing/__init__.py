"""Which model to trust, and how far."""
