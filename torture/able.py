"""What this machine lets the tests do: being root is not enough in a container."""

import os
import shutil
import subprocess
import tempfile
from functools import cache


def works(*words: str) -> bool:
    """Whether a command is there and succeeds."""
    return (
        shutil.which(words[0]) is not None
        and subprocess.run(words, check=False, capture_output=True).returncode == 0
    )


@cache
def can_mount() -> bool:
    """Whether a small disk can be mounted."""
    with tempfile.TemporaryDirectory() as folder:
        return works("mount", "-t", "tmpfs", "none", folder) and works("umount", folder)


@cache
def can_trace() -> bool:
    """Whether system calls can be made to fail."""
    return works("strace", "-f", "-e", "trace=none", "true")


@cache
def can_make_networks() -> bool:
    """Whether a network of its own can be made and joined to this one."""
    space, here, there = f"vfp{os.getpid()}", f"vfa{os.getpid()}"[:15], f"vfb{os.getpid()}"[:15]
    if not works("ip", "netns", "add", space):
        return False
    joined = works("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", space)
    works("ip", "link", "del", here)
    return works("ip", "netns", "del", space) and joined
