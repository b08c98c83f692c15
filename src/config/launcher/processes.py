"""What the system says about a process: alive, dead, or dead and not yet buried."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PidFile:
    """What the running server wrote into its data folder."""

    pid: int
    status: str  # starting, ready, standby or stopping


def read_pid_file(data: Path) -> PidFile | None:
    """The server's own note, or nothing while none is there or it is half written."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return PidFile(abs(int(lines[0])), lines[7].strip() if len(lines) > 7 else "starting")
    except (FileNotFoundError, IndexError, ValueError):
        return None


def is_postgres(pid: int, data: Path) -> bool:
    """Whether this number is a living server of this data folder, and not a zombie or a number used again."""
    if not Path("/proc/self/stat").exists():
        return "postgres" in described_by_ps(pid)
    try:
        name, _, rest = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
        return (
            name == "postgres"
            and rest.split()[0] not in "ZX"
            and Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
        )
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False


def described_by_ps(pid: int) -> str:
    """State and command of a process where there is no /proc; empty for a zombie or none."""
    shown = subprocess.run(
        ["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    line = shown.stdout.strip()
    return "" if line.startswith("Z") else line


def is_alive(pid: int) -> bool:
    """Whether a process with this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
