"""Where the pages are served."""

import os
import socket
from dataclasses import dataclass

from config.home import DEFAULT_PORT
from config.launcher.errors import LauncherError

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Address:
    """The network address the web server listens on."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """What to type into the browser."""
        return f"http://{'localhost' if self.host in {LOOPBACK, '0.0.0.0', '::'} else self.host}:{self.port}"  # noqa: S104

    def refuse_if_busy(self) -> None:
        """Say who is in the way before anything is started."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise LauncherError(
                    f"Port {self.port} on {self.host} cannot be used ({error.strerror}): "
                    f"another program probably has it. "
                    f"Set VITALFEW_PORT to a free one, for example VITALFEW_PORT={self.port + 1}."
                ) from error


def listening_address() -> Address:
    """The address the environment asks for; this machine only, unless VITALFEW_BIND says more."""
    given = os.environ.get("VITALFEW_PORT", str(DEFAULT_PORT))
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise LauncherError(f"VITALFEW_PORT is {given!r}: set it to a number from 1 to 65535.")
    return Address(os.environ.get("VITALFEW_BIND", LOOPBACK), int(given))
