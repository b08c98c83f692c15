"""Brings up what the product needs to run: its database, its web server and its worker."""
