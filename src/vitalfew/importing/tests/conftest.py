import pytest


@pytest.fixture(autouse=True)
def _own_files(tmp_path, settings) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
