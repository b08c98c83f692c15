"""Our own rules about the repository, run by ``make check``."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools import scopes

ROOT = Path(__file__).resolve().parent.parent
# Where packages come from is each user's own choice. The names are put together so that this file passes too.
REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("npmmirror", "com"),
        ("yarnpkg", "com"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
    )
)


def tracked_texts() -> Iterator[tuple[Path, str]]:
    """Every text file that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file():
            try:
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def registry_hosts_named(path: Path, text: str) -> Iterator[str]:
    """One complaint per line that names a package registry."""
    for number, line in enumerate(text.splitlines(), 1):
        for host in REGISTRY_HOSTS:
            if host in line:
                yield f"{path}:{number}: names the registry {host}"


def main() -> int:
    """Print every complaint; the exit code says whether there was one."""
    complaints = [
        line for path, text in tracked_texts() for line in registry_hosts_named(path, text)
    ]
    complaints += scopes.complaints()
    print("\n".join(complaints) or "No file names a registry; every read starts at a policy.")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
