"""The data folder: made once, whole or not at all, and checked before every start."""

import locale
import os
import re
import shutil
import subprocess
from pathlib import Path

from config.launcher.account import Account
from config.launcher.errors import LauncherError
from config.launcher.places import APPLICATION, MAJOR, OWNER, Places

MEGABYTE = 1024 * 1024


def make_data_folder(places: Places, account: Account, programs: Path) -> None:
    """Create the data folder beside its final place, and move it there when it is complete."""
    refuse_other_major(places)
    account.private_folder(places.postgres)
    if places.unfinished_data.exists():
        shutil.rmtree(places.unfinished_data)  # never became a data folder, so it holds nothing
    made = subprocess.run(
        [*account.prefix, str(programs / "initdb"), *initdb_options(places.unfinished_data)],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=clean_environment(),
        **account.process_options(),
    )
    if made.returncode != 0:
        raise LauncherError(
            f"PostgreSQL could not create its data folder in {places.postgres}: {last_line(made.stderr)}"
        )
    places.unfinished_data.rename(places.data)


def refuse_other_major(places: Places) -> None:
    """Never start an empty database beside one of another major version: its data would seem lost."""
    for version in places.postgres.glob("*/PG_VERSION"):
        other = version.read_text().strip()
        if other != MAJOR:
            raise LauncherError(
                f"{version.parent} holds a PostgreSQL {other} database and this release runs PostgreSQL {MAJOR}: "
                f"dump it with the release that made it (vitalfew db dump), move the folder away, and restore."
            )


def initdb_options(folder: Path) -> list[str]:
    """How a data folder is made; the tuning lands in its postgresql.conf, where the owner may change it."""
    options = ["-D", str(folder), "-U", "vitalfew", "-E", "UTF8", "--auth=reject"]
    # Trigrams ask LC_CTYPE which characters belong to words: under C no Chinese character would, and search would scan.
    options += ["--locale=C", f"--lc-ctype={unicode_ctype()}"]
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
    for name, value in tuning(memory_megabytes()).items():
        options += ["-c", f"{name}={value}"]
    return options


def unicode_ctype() -> str:
    """A locale of this system whose character classes know Unicode."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8"):
        try:
            locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:
            continue
        locale.setlocale(locale.LC_CTYPE, before)
        return name
    raise LauncherError(
        "This system has no UTF-8 locale. Install one (C.UTF-8 or en_US.UTF-8) and start again."
    )


def tuning(memory: int) -> dict[str, str]:
    """Settings for one small server that shares its machine with the product, by the machine's memory in MB."""
    return {
        "shared_buffers": f"{min(max(memory // 8, 128), 512)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "max_wal_size": "2GB",  # an import of a million rows stays inside one checkpoint
        "checkpoint_timeout": "15min",
        "wal_compression": "pglz",
        "random_page_cost": "1.1",
        "jit": "off",
    }


def memory_megabytes() -> int:
    """The machine's memory."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE


def check_data_folder(places: Places) -> None:
    """Name a folder that cannot be a whole data folder before PostgreSQL trips over it."""
    for part in ("PG_VERSION", "global/pg_control", "postgresql.conf", "pg_wal", "base"):
        if not (places.data / part).exists():
            raise LauncherError(
                f"The database folder {places.data} is damaged ({part} is missing): restore it from a backup, "
                f"or move it away to start with an empty database."
            )


def write_access_rules(places: Places, account: Account) -> None:
    """Let in whoever owns the data home, and nobody else.

    The kernel vouches for the caller's account (``peer``), so there is no password to keep or to leak.
    """
    write_owned(
        account,
        places.data / "pg_hba.conf",
        f"local all {OWNER},{APPLICATION} peer map=owner\nlocal replication {OWNER} peer map=owner\n",
    )
    people = "".join(f'owner "{account.peer}" {role}\n' for role in (OWNER, APPLICATION))
    write_owned(account, places.data / "pg_ident.conf", people)


def write_owned(account: Account, path: Path, text: str) -> None:
    """Replace a small file of the data folder in one step."""
    partial = path.with_suffix(".partial")
    partial.write_text(text)
    partial.chmod(0o600)
    account.give(partial)
    partial.replace(path)


def clean_environment() -> dict[str, str]:
    """Our environment without the PG variables and locales that would change what the server does."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}


WHEN_AND_WHO = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:.]+ \S+ \[\d+\] "
)  # before each line of PostgreSQL's log


def last_line(text: str) -> str:
    """The line of a program's output that names the cause."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [
        line for line in lines if "error" in line.lower() or "FATAL" in line or "PANIC" in line
    ]
    return WHEN_AND_WHO.sub("", (telling or lines or ["it gave no reason"])[-1])
