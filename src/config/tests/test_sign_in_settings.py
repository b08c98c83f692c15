"""What the environment says about single sign-on and mail."""

import pytest

from config.sign_in import mailers, providers


def test_without_a_word_in_the_environment_nothing_is_offered() -> None:
    assert providers({}) == {}
    assert mailers("") == {}


def test_the_company_s_own_service_is_described_by_four_words() -> None:
    found = providers(
        {
            "VITALFEW_OIDC_URL": "https://id.acme.example",
            "VITALFEW_OIDC_CLIENT": "vital-few",
            "VITALFEW_OIDC_SECRET": "secret",
            "VITALFEW_OIDC_NAME": "Acme ID",
        }
    )
    assert found == {
        "openid_connect": {
            "APPS": [
                {
                    "client_id": "vital-few",
                    "secret": "secret",
                    "provider_id": "company",
                    "name": "Acme ID",
                    "settings": {
                        "server_url": "https://id.acme.example",
                        "oauth_pkce_enabled": True,
                    },
                }
            ]
        }
    }


@pytest.mark.parametrize(
    ("word", "provider"), [("DINGTALK", "dingtalk"), ("FEISHU", "feishu"), ("WECHAT", "weixin")]
)
def test_each_chinese_service_needs_its_id_and_secret(word: str, provider: str) -> None:
    found = providers({f"VITALFEW_{word}_CLIENT": "id", f"VITALFEW_{word}_SECRET": "secret"})
    assert found == {provider: {"APPS": [{"client_id": "id", "secret": "secret"}]}}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.acme.example", ("mail.acme.example", 587, "", "", False, False)),
        (
            "smtp://me:p%40ss@mail.acme.example",
            ("mail.acme.example", 587, "me", "p@ss", True, False),
        ),
        ("smtps://me:x@mail.acme.example", ("mail.acme.example", 465, "me", "x", False, True)),
        ("smtp://localhost:2525", ("localhost", 2525, "", "", False, False)),
    ],
)
def test_a_mail_server_is_one_address(url: str, expected: tuple[object, ...]) -> None:
    options = mailers(url)["default"]["OPTIONS"]
    assert isinstance(options, dict)
    names = ("host", "port", "username", "password", "use_tls", "use_ssl")
    assert tuple(options[name] for name in names) == expected
