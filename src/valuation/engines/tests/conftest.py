"""The engines every test here runs on."""

from collections.abc import Iterator

import pytest

pytest.importorskip("ibis", reason="ibis is not installed: make test brings it")

from valuation.engines import Engine, embedded
from valuation.engines.tests.cluster import spark_engine

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
        pytest.importorskip("pyspark", reason="Spark is not installed: make spark brings it")
        with spark_engine(folder) as opened:
            yield opened
