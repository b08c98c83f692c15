"""A backup holds everything, a restore brings exactly that back, and whatever is not whole is refused."""

import io
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from config.backups.archive import verified
from config.backups.manifest import Manifest
from config.backups.prints import table_prints
from config.launcher.errors import LauncherError
from config.launcher.server import EmbeddedServer
from config.testing import copy_home
from config.tests.conftest import environment, vitalfew

PORT = 8700  # named, never opened
LEDGER = "order,date,customer id,customer,product,quantity,unit price\n" + "".join(
    f"A{n},2026-0{n % 9 + 1}-1{n % 7},C{n % 12},联成{n % 12}号有限公司,轴承 {n % 5},{n % 4 + 1},{n}.50\n"
    for n in range(1, 120)
)


@pytest.fixture(scope="module")
def office(migrated_home: Path) -> Iterator[Path]:
    """A data home with customers, orders, an uploaded file and a value run."""
    folder = Path(tempfile.mkdtemp(prefix="vf-"))
    copy_home(migrated_home, folder)
    env = environment(folder, PORT)
    ledger = folder.with_name(f"{folder.name}.csv")
    ledger.write_text(LEDGER, encoding="utf-8")
    for words in (
        ("member", "add", "olga", "--administrator"),
        ("import", str(ledger), "--yes"),
        ("value", "run"),
    ):
        done = vitalfew(env, *words)
        assert done.returncode == 0, done.stderr
    yield folder
    EmbeddedServer(folder).stop()
    ledger.unlink()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def archive(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its backup."""
    target = tmp_path_factory.mktemp("backups") / "monday.backup"
    done = vitalfew(environment(office, PORT), "backup", str(target))
    assert done.returncode == 0, done.stderr
    assert "12 files" not in done.stdout
    return target


def pages(home: Path) -> str:
    command = [sys.executable, "-m", "config.tests.reading_pages"]
    address = EmbeddedServer(home).ensure()
    env = environment(home, PORT) | {"DATABASE_URL": address}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def prints(home: Path) -> dict[str, object]:
    with psycopg.connect(EmbeddedServer(home).ensure()) as connection:
        return dict(table_prints(connection))


def files(home: Path) -> dict[str, bytes]:
    root = home / "files"
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.mark.fault("E1")
def test_what_is_restored_is_what_was_taken(office: Path, archive: Path, home: Path) -> None:
    before = pages(office)
    assert before.count("200 /") == 31
    done = vitalfew(environment(home, PORT), "restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert prints(home) == verified(archive).tables
    assert files(home) == files(office) != {}
    assert (home / "secret.key").read_text() == (office / "secret.key").read_text()
    assert pages(home) == before


@pytest.mark.fault("E1")
def test_a_restored_installation_gives_no_number_twice(
    office: Path, archive: Path, home: Path
) -> None:
    assert vitalfew(environment(home, PORT), "restore", str(archive)).returncode == 0
    add = ("member", "add", "jan")
    assert vitalfew(environment(home, PORT), *add).returncode == 0


def test_the_archive_is_its_owners_alone(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0


def test_verify_restores_aside_and_compares(office: Path, archive: Path) -> None:
    done = vitalfew(environment(office, PORT), "verify", str(archive))
    assert (done.returncode, "is whole" in done.stdout) == (0, True), done.stderr


@pytest.mark.fault("E3")
def test_a_backup_overwrites_nothing(office: Path, archive: Path) -> None:
    held = archive.read_bytes()
    done = vitalfew(environment(office, PORT), "backup", str(archive))
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert archive.read_bytes() == held


@pytest.mark.fault("E3")
def test_a_restore_overwrites_nothing(office: Path, archive: Path) -> None:
    before = prints(office)
    done = vitalfew(environment(office, PORT), "restore", str(archive))
    assert done.returncode == 2
    assert "overwrites nothing" in done.stderr
    assert prints(office) == before


def rewritten(source: Path, target: Path, change: Callable[[tarfile.TarInfo], object]) -> None:
    """Copy an archive member by member; ``change`` says False to leave one out."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            data = old.extractfile(member)
            if change(member) is not False:
                new.addfile(member, data)


def cut(share: float) -> Callable[[Path, Path], None]:
    def damage(source: Path, target: Path) -> None:
        held = source.read_bytes()
        target.write_bytes(held[: int(len(held) * share)])

    return damage


def without_end(source: Path, target: Path) -> None:
    held = source.read_bytes()
    target.write_bytes(held[: held.rindex(b"manifest.json") + 700])


def flipped(name: str, share: float) -> Callable[[Path, Path], None]:
    """One bit of what a member holds; what stands between the members says nothing."""

    def damage(source: Path, target: Path) -> None:
        with tarfile.open(source) as tar:
            member = tar.getmember(name)
        held = bytearray(source.read_bytes())
        held[member.offset_data + int(member.size * share)] ^= 1
        target.write_bytes(held)

    return damage


def without(name: str) -> Callable[[Path, Path], None]:
    return lambda source, target: rewritten(source, target, lambda m: m.name != name)


def with_another(name: str, kind: bytes = tarfile.REGTYPE) -> Callable[[Path, Path], None]:
    def damage(source: Path, target: Path) -> None:
        shutil.copy(source, target)
        with tarfile.open(target, "a") as tar:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info, io.BytesIO())

    return damage


def foreign(source: Path, target: Path) -> None:
    with tarfile.open(target, "w") as tar:
        text = b'{"format": "somebody else"}'
        info = tarfile.TarInfo("manifest.json")
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))


def noise(source: Path, target: Path) -> None:
    target.write_bytes(os.urandom(9000))


DAMAGES: dict[str, Callable[[Path, Path], None]] = {
    "empty": cut(0),
    "a tenth": cut(0.1),
    "half": cut(0.5),
    "all but the end": without_end,
    "a bit at the beginning of the dump": flipped("database.dump", 0),
    "a bit in the dump": flipped("database.dump", 0.7),
    "a bit in the secret": flipped("secret.key", 0.5),
    "a bit in the manifest": flipped("manifest.json", 0.4),
    "the last bit of the manifest": flipped("manifest.json", 0.9999),
    "no database": without("database.dump"),
    "no secret": without("secret.key"),
    "no manifest": without("manifest.json"),
    "one file more": with_another("files/another"),
    "a file outside": with_another("../outside"),
    "an absolute file": with_another("/tmp/outside"),  # noqa: S108 - never written
    "a link": with_another("files/link", tarfile.SYMTYPE),
    "of another program": foreign,
    "no archive at all": noise,
}


@pytest.mark.fault("E3")
@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_or_foreign_archive_is_refused(archive: Path, tmp_path: Path, how: str) -> None:
    broken = tmp_path / "broken.backup"
    DAMAGES[how](archive, broken)
    with pytest.raises(LauncherError):
        verified(broken)


@pytest.mark.fault("E3")
def test_a_refused_archive_leaves_the_installation_empty(
    archive: Path, home: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.backup"
    flipped("database.dump", 0.5)(archive, broken)
    done = vitalfew(environment(home, PORT), "restore", str(broken))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert prints(home) == {}
    assert not (home / "files").exists()


@pytest.mark.fault("E3")
def test_a_backup_of_a_later_version_is_refused(archive: Path, home: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.backup"
    with tarfile.open(archive) as old, tarfile.open(later, "w") as new:
        for member in old:
            data = old.extractfile(member)
            assert data is not None
            text = data.read()
            if member.name == "manifest.json":
                told = Manifest.read(text)
                text = replace(told, migrations=[*told.migrations, "value.9999_later"]).written()
                member.size = len(text)
            new.addfile(member, io.BytesIO(text))
    done = vitalfew(environment(home, PORT), "restore", str(later))
    assert done.returncode == 2
    assert "later than this one" in done.stderr


@pytest.mark.fault("D2")
@pytest.mark.crash
@pytest.mark.parametrize("seconds", [1.6, 2.4, 3.2])
def test_an_interrupted_restore_is_begun_again_by_the_same_command(
    office: Path, archive: Path, home: Path, seconds: float
) -> None:
    env = environment(home, PORT)
    EmbeddedServer(home).ensure()
    command = [sys.executable, "-m", "config.cli", "restore", str(archive)]
    process = subprocess.Popen(command, env=env, start_new_session=True, stdout=subprocess.PIPE)
    time.sleep(seconds)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        done = vitalfew(env, "restore", str(archive))
        assert done.returncode == 0, done.stderr
    assert prints(home) == verified(archive).tables
    assert files(home) == files(office)
    assert not list(home.glob(".restore-*"))


def test_a_backup_taken_while_others_write_is_of_one_moment(office: Path, tmp_path: Path) -> None:
    env = environment(office, PORT)
    target = tmp_path / "busy.backup"
    address = EmbeddedServer(office).ensure()
    process = subprocess.Popen(
        [sys.executable, "-m", "config.cli", "backup", str(target)], env=env, stdout=subprocess.PIPE
    )
    written = 0
    with psycopg.connect(address, autocommit=True) as connection:
        while process.poll() is None:
            with connection.transaction():
                for verb in ("one", "other"):
                    connection.execute(
                        "INSERT INTO audit_event (at, verb, subject, data) VALUES (now(), %s, %s, '{}')",
                        [verb, f"pair:{written}"],
                    )
            written += 1
    assert process.returncode == 0
    told = verified(target)
    assert written > 10
    done = vitalfew(env, "verify", str(target))
    assert done.returncode == 0, done.stderr
    with psycopg.connect(address) as connection:
        others = "SELECT count(*) FROM audit_event WHERE subject NOT LIKE 'pair:%'"
        (alone,) = connection.execute(others).fetchone() or (0,)
    assert (told.tables["audit_event"].rows - alone) % 2 == 0  # never one of a pair
