"""The door of privacy: it has none but its pages. Whoever erases and restores goes through erasures."""

__all__: list[str] = []
