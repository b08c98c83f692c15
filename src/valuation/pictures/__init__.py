"""Pictures of a whole customer base, as numbers."""
