"""The reference page says what the ready roles may, as the code does."""

from pathlib import Path

from django.utils import translation

from vitalfew.access.ready import READY
from vitalfew.access.registry import modules
from vitalfew.access.rules import Scope

PAGE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "access.md"


def table() -> str:
    """The ready roles by modules: what each may, and how far."""
    with translation.override("en"):
        heads = ["role", *(str(module.label) for module in modules())]
        lines = [heads, ["---"] * len(heads)]
        for role in READY.values():
            cells = []
            for module in modules():
                rights = role.grants.get(module.key, {})
                cells.append(
                    "; ".join(
                        f"{verb.label.lower()}"
                        + ("" if verb in module.whole else f" ({Scope(scope).label.lower()})")
                        for verb, scope in rights.items()
                    )
                    or "-"
                )
            lines.append([str(role.name), *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def test_the_page_has_the_table_of_the_code() -> None:
    assert table() in PAGE.read_text(encoding="utf-8")
