import hypothesis
import pytest

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _own_files(tmp_path, settings) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
