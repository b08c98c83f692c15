"""What the environment says about single sign-on."""

import pytest

from config.sign_in import providers


def test_without_a_word_in_the_environment_nothing_is_offered() -> None:
    assert providers({}) == {}


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
