"""A real IMAP server for one mailbox: Debian's Dovecot, started here without privileges it does not need."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"
IS_HERE = Path(DOVECOT).exists()
CONFIG = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {inner}
default_login_user = {login}
default_internal_group = {group}
mail_location = maildir:{folder}/mail
first_valid_uid = 0
mail_uid = {user}
mail_gid = {mail_group}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={mail_group} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service imap {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass
class Box:
    """The mailbox as the settings name one, and where its mails lie."""

    host: str
    port: int
    mails: Path
    user: str = "sales@example.com"
    password: str = "secret"
    security: str = ""
    folder: str = "INBOX"

    def deliver(self, raw: bytes, name: str) -> None:
        """Put a mail into it, as a mail server does."""
        path = self.mails / "new" / name
        path.write_bytes(raw)
        path.chmod(0o644)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running() -> Iterator[Box]:
    """The server, until the block ends."""

    own = pwd.getpwuid(os.getuid()).pw_name
    # Dovecot refuses to serve as root: then it serves as the users that its package made.
    is_root = os.getuid() == 0
    inner, login, user = ("dovecot", "dovenull", "mail") if is_root else (own, own, own)
    group = grp.getgrgid(pwd.getpwnam(inner).pw_gid).gr_name
    with tempfile.TemporaryDirectory(prefix="dovecot-") as place:
        folder, port = Path(place), free_port()
        mails = folder / "mail"
        for part in ("cur", "new", "tmp"):
            (mails / part).mkdir(parents=True)
        config = folder / "dovecot.conf"
        names = {"inner": inner, "login": login, "user": user, "group": group}
        names["mail_group"] = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
        config.write_text(CONFIG.format(folder=folder, port=port, **names))
        if is_root:
            folder.chmod(0o755)
            for path in (mails, *mails.iterdir()):
                shutil.chown(path, user, names["mail_group"])
        server = subprocess.Popen([DOVECOT, "-F", "-c", str(config)], stderr=subprocess.PIPE)
        try:
            wait_for(port, folder / "log")
            yield Box("127.0.0.1", port, mails)
        finally:
            server.terminate()
            server.wait(10)


def wait_for(port: int, log: Path) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text() if log.exists() else "no log")
