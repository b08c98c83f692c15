"""Single sign-on, as the environment describes them."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from config.environment import is_web_address
from config.launcher.errors import LauncherError

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
        _check_address(environment["VITALFEW_OIDC_URL"])
        found["openid_connect"] = {"APPS": [_company_app(environment)]}
    return found


def places(environment: Environment) -> list[str]:
    """Where the company's own service is: whoever set the address up wants it called, in the house too."""
    parts = urlsplit(environment.get("VITALFEW_OIDC_URL", ""))
    if not parts.hostname:
        return []
    return [f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"]


def _app(environment: Environment, word: str) -> dict[str, object]:
    """What the service calls the client's id and secret; neither is of use without the other."""
    for part in ("CLIENT", "SECRET"):
        if not environment.get(f"VITALFEW_{word}_{part}"):
            raise LauncherError(
                f"VITALFEW_{word}_{part} is missing: set it to what the service gave you, "
                f"or unset the other VITALFEW_{word} variables."
            )
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


def _check_address(url: str) -> None:
    if not is_web_address(url):
        raise LauncherError(
            f"VITALFEW_OIDC_URL is {url!r}: set it to the issuer's address, such as https://id.example.com."
        )
