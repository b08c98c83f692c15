"""Single sign-on, as the environment describes them."""

from collections.abc import Mapping

type Environment = Mapping[str, str]
# The environment's word for a provider, and allauth's.
PROVIDERS = {"DINGTALK": "dingtalk", "FEISHU": "feishu", "WECHAT": "weixin"}


def providers(environment: Environment) -> dict[str, dict[str, object]]:
    """The services whose account opens the door, in the form of ``SOCIALACCOUNT_PROVIDERS``."""
    found: dict[str, dict[str, object]] = {
        provider: {"APPS": [_app(environment, word)]}
        for word, provider in PROVIDERS.items()
        if environment.get(f"VITALFEW_{word}_CLIENT")
    }
    if environment.get("VITALFEW_OIDC_URL"):
        found["openid_connect"] = {"APPS": [_company_app(environment)]}
    return found


def _app(environment: Environment, word: str) -> dict[str, object]:
    """What the service calls the client's id and secret."""
    return {
        "client_id": environment.get(f"VITALFEW_{word}_CLIENT", ""),
        "secret": environment.get(f"VITALFEW_{word}_SECRET", ""),
    }


def _company_app(environment: Environment) -> dict[str, object]:
    """The company's own OpenID Connect service; PKCE keeps a stolen code useless."""
    return _app(environment, "OIDC") | {
        "provider_id": "company",
        "name": environment.get("VITALFEW_OIDC_NAME", ""),
        "settings": {"server_url": environment["VITALFEW_OIDC_URL"], "oauth_pkce_enabled": True},
    }
