"""Made-up content for the page of all components."""


def everything() -> dict[str, object]:
    """One of each."""
    return {}
