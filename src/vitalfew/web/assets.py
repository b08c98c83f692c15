"""The browser's files, by the names Vite gave them."""

import json
from functools import lru_cache
from pathlib import Path

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.templatetags.static import static

MANIFEST = Path(__file__).parent / "static" / "dist" / "manifest.json"


def asset(source: str) -> str:
    """The address of what was built from ``frontend/src/<source>``, or nothing when nothing was built yet."""
    if not MANIFEST.exists():
        return ""
    names = _names(MANIFEST.stat().st_mtime_ns)
    return static(f"dist/{names[f'src/{source}']}")


@lru_cache(maxsize=1)
def _names(changed_at: int) -> dict[str, str]:
    """Built name of each source, read again when the manifest changes."""
    entries = json.loads(MANIFEST.read_text())
    return {source: entry["file"] for source, entry in entries.items()}


def check_assets(**kwargs: object) -> list[CheckMessage]:
    """Pages without their look deserve a word at start-up."""
    if MANIFEST.exists():
        return []
    return [
        CheckWarning(
            "The browser's files are not built.", hint="Run: python hatch_build.py", id="web.W001"
        )
    ]
