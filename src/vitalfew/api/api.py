"""The door of api: nobody enters; it stands above the trade."""

__all__: list[str] = []
