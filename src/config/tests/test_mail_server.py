import pytest

from config.launcher.errors import LauncherError
from config.mail_server import MailServer, mail_server


def test_the_address_of_a_mail_server_is_understood() -> None:
    found = mail_server("smtp://ada:p%40ss@mail.example.org?security=starttls")
    assert found == MailServer("mail.example.org", 587, "ada", "p@ss", "starttls")
    assert mail_server("smtps://mail.example.org") == MailServer(
        "mail.example.org", 465, security="tls"
    )


def test_a_password_travels_encrypted_unless_somebody_says_otherwise() -> None:
    for url, security in {
        "smtp://ada:x@mail.example.org": "starttls",
        "smtp://ada:x@mail.example.org?security=": "",
    }.items():
        found = mail_server(url)
        assert found is not None
        assert found.security == security


def test_no_address_is_no_server() -> None:
    assert mail_server("") is None


@pytest.mark.fault("D14")
@pytest.mark.parametrize(
    "wrong", ["mail.example.org", "http://x", "smtp://", "smtp://x?security=ssl", "smtp://x:port"]
)
def test_a_wrong_address_is_refused_in_a_sentence(wrong: str) -> None:
    with pytest.raises(LauncherError, match="VITALFEW_MAIL_URL"):
        mail_server(wrong)
