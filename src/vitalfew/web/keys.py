"""Every key the product knows: the help sheet is drawn from this list; frontend/src/keyboard.js does them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Key:
    """Strokes and what they do."""

    strokes: tuple[str, ...]
    does: str | Promise


KEYS = (
    Key(("/",), _("Go to the search box")),
    Key(("Ctrl", "K"), _("Search from anywhere, also while typing (⌘ K on a Mac)")),
    Key(("C",), _("Create")),
    Key(("J",), _("Next row")),
    Key(("K",), _("Previous row")),
    Key(("X",), _("Tick the row")),
    Key(("E",), _("Change the row where it stands (Tab goes on to the next cell)")),
    Key(("Enter",), _("Open the row beside the list")),
    Key(("Shift", "Enter"), _("Open the row as a page")),
    Key(("Esc",), _("Close what lies on top")),
    Key(("?",), _("Show this sheet")),
)
