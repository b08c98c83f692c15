"""Backups: database, files and secrets in one sealed archive; what is taken is proven, what is restored is compared."""
