"""What an archive says of itself: its last member, so that an archive without one is not whole."""

import hashlib
import json
from dataclasses import asdict, dataclass, field

from config.launcher.errors import LauncherError

NAME = "manifest.json"
FORMAT = "vitalfew backup 1"
LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True)
class Print:
    """What a table holds, whatever the order of its rows."""

    rows: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """The contents of an archive, and the moment and version it was taken at."""

    taken_at: str
    version: str
    postgresql: str
    migrations: list[str]
    tables: dict[str, Print]
    sequences: dict[str, int]
    members: dict[str, str] = field(default_factory=dict)  # name to SHA-256

    def written(self) -> bytes:
        """As JSON."""
        told = {"format": FORMAT, **asdict(self)}
        return json.dumps(told | {"digest": _digest(told)}, indent=1, sort_keys=True).encode()

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        """From JSON; refuses what another program wrote."""
        try:
            told = json.loads(text)
            written = told.pop("digest", None)  # the first version wrote none
            if written not in {None, _digest(told)} or told.pop("format") != FORMAT:
                raise KeyError("format")
            told["tables"] = {name: Print(**held) for name, held in told["tables"].items()}
            return cls(**told)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LauncherError(
                "This backup is damaged, or not one that this version of Vital Few can read: use another one."
            ) from error

    def rows(self) -> int:
        """Rows in all tables together."""
        return sum(held.rows for held in self.tables.values())


def _digest(told: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
