"""The archive: a plain tar whose last member names every other with its SHA-256. Nothing is trusted before that."""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from config.backups import manifest
from config.backups.manifest import Manifest
from config.launcher.errors import LauncherError

PIECE = 1024 * 1024
DATABASE = "database.dump"
FILES = "files"
SECRET = "secret.key"  # noqa: S105 - a file's name


class Writer:
    """Adds members to an archive and remembers what they were."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.members: dict[str, str] = {}

    def add(self, name: str, path: Path) -> None:
        """Add a file as it is now; a file that grows meanwhile is taken as long as it was."""
        with path.open("rb") as source:
            info = self.tar.gettarinfo(arcname=name, fileobj=source)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            hashed = Hashed(source)
            self.tar.addfile(info, hashed)
        self.members[name] = hashed.digest.hexdigest()

    def seal(self, told: Manifest) -> None:
        """Close with the manifest."""
        text = told.written()
        info = tarfile.TarInfo(manifest.NAME)
        info.size = len(text)
        self.tar.addfile(info, io.BytesIO(text))


class Hashed:
    """A file whose digest is known once it was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next piece."""
        piece = self.source.read(size)
        self.digest.update(piece)
        return piece


def is_safe(name: str) -> bool:
    """Whether a member may be written under a folder of ours by this name."""
    path = PurePosixPath(name)
    known = name in {DATABASE, SECRET} or (path.parts[:1] == (FILES,) and len(path.parts) > 1)
    return known and ".." not in path.parts and "\\" not in name and str(path) == name


@contextmanager
def opened(path: Path) -> Iterator[tarfile.TarFile]:
    """An archive for reading; what cannot be read is one sentence."""
    try:
        with tarfile.open(path, "r:") as tar:
            yield tar
    except tarfile.ReadError as error:
        raise damaged(path, "it breaks off, or is no archive") from error
    except FileNotFoundError as error:
        raise LauncherError(f"There is no file {path}: look for the backup's name.") from error


def damaged(path: Path, how: str) -> LauncherError:
    """The refusal of an archive that is not what was written."""
    return LauncherError(f"The backup {path.name} is damaged ({how}): use another one.")


def verified(path: Path) -> Manifest:
    """Read every byte; the manifest when all is as it was written, LauncherError otherwise."""
    seen: dict[str, str] = {}
    told: Manifest | None = None
    with opened(path) as tar:
        for member in tar:
            if told is not None or not member.isreg() or member.name in seen:
                raise damaged(path, f"{member.name!r} has no place in it")
            if member.name == manifest.NAME:
                told = Manifest.read(_small(tar, member, path))
            elif is_safe(member.name):
                seen[member.name] = _digest(tar, member)
            else:
                raise damaged(path, f"{member.name!r} has no place in it")
    if told is None:
        raise damaged(path, "its end is missing")
    for name in sorted(told.members.keys() | seen.keys()):
        if told.members.get(name) != seen.get(name):
            raise damaged(path, f"{name} is not what was written")
    return told


def _small(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> bytes:
    if member.size > manifest.LARGEST:
        raise damaged(path, "its manifest is too large")
    return _contents(tar, member).read()


def _contents(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    found = tar.extractfile(member)
    if found is None:  # only what is no regular file, and that was refused before
        raise tarfile.ReadError(member.name)
    return found


def _digest(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    digest, left = hashlib.sha256(), member.size
    source = _contents(tar, member)
    while piece := source.read(PIECE):
        digest.update(piece)
        left -= len(piece)
    if left:
        raise tarfile.ReadError(member.name)
    return digest.hexdigest()


def unpack(path: Path, into: Path) -> None:
    """Write the members of a verified archive under a folder, which must be there and empty."""
    with opened(path) as tar:
        for member in tar:
            if not is_safe(member.name):
                continue
            target = into / member.name
            target.parent.mkdir(parents=True, exist_ok=True)
            source = _contents(tar, member)
            with target.open("xb") as file:
                while piece := source.read(PIECE):
                    file.write(piece)
