"""A sign-in service may name any address in its documents: none of them leads inside."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from pytest_django import Settings

from vitalfew.identity.tests.test_single_sign_on import at
from vitalfew.kernel.tests.test_outgoing import HOSTS, Canary, plain


class Liar(ThreadingHTTPServer):
    """Its description of itself sends the product's own questions to another address."""

    def __init__(self) -> None:
        self.target = ""
        liar = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                """The description."""
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(liar.description()).encode())

            def log_message(self, *args: object) -> None:
                """Nothing."""

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def description(self) -> dict[str, object]:
        """As OpenID Connect asks for it."""
        inside = self.target
        return {
            "issuer": f"http://127.0.0.1:{self.server_port}",
            "authorization_endpoint": f"http://127.0.0.1:{self.server_port}/authorize",
            "token_endpoint": inside,
            "jwks_uri": inside,
            "userinfo_endpoint": inside,
        }


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Liar, Canary]]:
    liar, canary = Liar(), Canary(plain)
    yield liar, canary
    for server in (liar, canary):
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("host", HOSTS)
def test_no_document_of_a_service_leads_inside(
    db: None, servers: tuple[Liar, Canary], settings: Settings, host: str
) -> None:
    liar, canary = servers
    liar.target = f"http://{host}:{canary.server_port}/token"
    settings.SOCIALACCOUNT_PROVIDERS = at(f"http://127.0.0.1:{liar.server_port}")
    settings.OUTGOING_ALLOWED = [f"127.0.0.1:{liar.server_port}"]
    client = Client()
    leaving = client.post("/sign-in/with/company/")
    assert leaving.status_code == 200
    state = leaving["Refresh"].partition("state=")[2].partition("&")[0]
    answer = client.get(f"/sign-in/back/oidc/company/?code=x&state={state}")
    assert answer["Location"] == "/sign-in/"
    assert canary.hits == []
