"""Every sentence that is translated is said so: a folder of translations that nobody reads is none."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import gettext, override

import vitalfew


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_the_translations_of_every_folder_are_read(language: str) -> None:
    files = sorted(
        Path(vitalfew.__file__).parent.glob(f"*/locale/{language}/LC_MESSAGES/django.po")
    )
    assert len(files) > 20
    with override(language.replace("_", "-").lower()):
        for file in files:
            with file.open("rb") as source:
                said = list(read_po(source))
            for message in said:
                if message.id and isinstance(message.id, str) and not message.context:
                    assert gettext(message.id) == message.string, file
