"""Django's PostgreSQL, but for how a connection is opened."""
