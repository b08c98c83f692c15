"""There is one way out: nothing else of ours opens connections to other servers by HTTP."""

import ast
from collections.abc import Iterator
from pathlib import Path

SRC = Path(__file__).resolve().parents[3]
CALLERS = {"requests", "urllib3", "urllib.request", "http.client", "httpx", "aiohttp", "pycurl"}
ALLOWED = {
    "vitalfew/kernel/outgoing.py": "the way out",
    "config/launcher/supervisor.py": "asks our own web server whether it answers",
}
HARMLESS = {"RequestException"}  # the name of a fault calls nobody


def calling(path: Path) -> Iterator[str]:
    """What a module could call others with."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in CALLERS)
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {alias.name for alias in node.names} - HARMLESS
            if node.module in CALLERS and names:
                yield node.module
            yield from (f"{node.module}.{n}" for n in names if f"{node.module}.{n}" in CALLERS)


def test_nothing_else_calls_other_servers() -> None:
    found = {
        path.relative_to(SRC).as_posix()
        for path in SRC.rglob("*.py")
        if "tests" not in path.parts and any(calling(path))
    }
    assert found == set(ALLOWED)
