"""A shop of its own on another port than the server, under a strict CSP: the pages that a company has."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

BARE = (
    "<!doctype html><html lang=ko><head><meta charset=utf-8><title>가게</title>{head}</head><body>{body}</body></html>"
)


@dataclass
class Shop:
    """Paths and what is shown there. csp: the policy; `{server}` stands for where events go to."""

    server: str
    csp: str = (
        "default-src 'none'; script-src 'self' {server}; connect-src {server}; base-uri 'none'; form-action 'self'; "
        "require-trusted-types-for 'script'"
    )
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    address: str = ""

    def page(self, path: str, body: str, head: str = "") -> None:
        self.files[path] = ("text/html; charset=utf-8", BARE.format(head=head, body=body).encode())

    def script(self, path: str, text: str | bytes) -> None:
        self.files[path] = ("text/javascript; charset=utf-8", text.encode() if isinstance(text, str) else text)


@contextmanager
def opened(server: str) -> Iterator[Shop]:
    """A shop whose pages may send to `server` and nowhere else."""
    shop = Shop(server)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = shop.files.get(urlsplit(self.path).path, ("text/plain", b""))
            self.send_response(200 if body else 404)
            self.send_header("content-type", kind)
            self.send_header("content-security-policy", shop.csp.format(server=shop.server))
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shop.address = f"http://127.0.0.1:{httpd.server_address[1]}"
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield shop
    httpd.shutdown()
    httpd.server_close()
