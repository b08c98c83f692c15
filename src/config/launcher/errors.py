"""What can go wrong before the product runs, told in one sentence."""


class LauncherError(Exception):
    """Starting or stopping failed for a reason the reader can act on; ``str`` is the whole sentence."""
