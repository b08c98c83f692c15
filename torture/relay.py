"""Carries connections from an address to a socket in the file system: ``python -m torture.relay HOST PORT FILE``.

It stands where the network between product and database would be, so that a test can cut, stop or break that network.
"""

import socket
import struct
import sys
import threading
from contextlib import suppress

PIECE = 65536
# Closed without a farewell: the other side gets a reset, as from a machine that went away.
RESET = struct.pack("ii", 1, 0)


def main(host: str, port: int, file: str) -> None:
    """Carry until killed."""
    with socket.create_server((host, port)) as door:
        print("open", flush=True)
        while True:
            near, _ = door.accept()
            near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            far = socket.socket(socket.AF_UNIX)
            far.connect(file)
            for ends in ((near, far), (far, near)):
                threading.Thread(target=carry, args=ends, daemon=True).start()


def carry(source: socket.socket, target: socket.socket) -> None:
    """One way, until one side ends."""
    with suppress(OSError):
        while piece := source.recv(PIECE):
            target.sendall(piece)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
