"""The engines every test here runs on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("ibis", reason="ibis is not installed: make test brings it")

from valuation.engines import Engine, embedded, on_spark
from valuation.engines.tests.cluster import HOST, WORKERS, environment, running_cluster

ENGINES = ["duckdb", pytest.param("spark", marks=pytest.mark.spark)]


@pytest.fixture(scope="session", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """DuckDB in bounded memory, or a Spark cluster of two workers."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "duckdb":
        with embedded(memory="300MB", threads=2, scratch=str(folder)) as opened:
            yield opened
    else:
        yield from spark_engine(folder)


def spark_engine(folder: Path) -> Iterator[Engine]:
    """A session whose work is done by the workers of a cluster."""
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: make spark brings it")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(folder).items():
            patch.setitem(os.environ, name, value)
        with running_cluster(folder) as address:
            settings = {
                "spark.driver.host": HOST,
                "spark.driver.bindAddress": HOST,
                "spark.executor.memory": "512m",
                "spark.executor.cores": 1,
                "spark.scheduler.minRegisteredResourcesRatio": 1.0,
                "spark.sql.shuffle.partitions": 2 * WORKERS,
                "spark.sql.warehouse.dir": str(folder / "warehouse"),
                "spark.ui.enabled": False,
            }
            session = sql.SparkSession.builder.master(address).config(map=settings).getOrCreate()
            yield on_spark(session)
            session.stop()
