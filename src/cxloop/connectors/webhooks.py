"""Requests to the servers of others: to an address that was checked, and to that very address.

The name is looked up here and the connection goes to what it stood for when it was judged, so that it cannot stand for
something else a moment later; the certificate is still that of the name. No redirect is followed, no proxy asked.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpcore
import httpx

from cxloop.ports.sender import Sent
from cxloop.trust.addresses import Target, check, target_of
from cxloop.trust.errors import BadAddress

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses that a name stands for now; none where nobody knows it."""
MOST_SECONDS: Final = 10.0
MOST_BYTES: Final = 64 << 10


def resolved(host: str, port: int) -> list[str]:
    """As this machine looks names up."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class HttpSender:
    """allowed: places that need not be public. seconds: for a request, from the first connection to the last byte."""

    def __init__(
        self, allowed: frozenset[str] = frozenset(), resolve: Resolve = resolved, seconds: float = MOST_SECONDS
    ) -> None:
        self._allowed, self._resolve, self._seconds = allowed, resolve, seconds

    def check(self, url: str) -> None:
        self._checked(url)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        try:
            target, addresses = self._checked(url)
        except BadAddress:
            return Sent(None, "refused_address")
        until = time.monotonic() + self._seconds
        try:
            return self._sent(target, _Pinned(addresses, until), headers, body)
        except httpcore.TimeoutException:
            return Sent(None, "timed_out")
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError):
            return Sent(None, "unreachable")

    def _checked(self, url: str) -> tuple[Target, list[str]]:
        target = target_of(url)
        return target, check(target, self._allowed, self._resolve(target.host, target.port))

    def _sent(self, target: Target, backend: _Pinned, headers: Mapping[str, str], body: bytes) -> Sent:
        url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
        told = [("host", target.authority), ("connection", "close"), *headers.items()]
        waits = dict.fromkeys(("connect", "read", "write", "pool"), self._seconds)
        context = httpx.create_ssl_context() if target.scheme == "https" else None
        with (
            httpcore.ConnectionPool(context, network_backend=backend) as pool,
            pool.stream("POST", url, headers=told, content=body, extensions={"timeout": waits}) as answer,
        ):
            size = 0
            for part in answer.iter_stream():
                size += len(part)
                if size > MOST_BYTES:
                    break
            return _read(answer.status, dict(answer.headers))


def _read(status: int, headers: Mapping[bytes, bytes]) -> Sent:
    if 200 <= status < 300:
        return Sent(status)
    asked = {name.lower(): value for name, value in headers.items()}.get(b"retry-after", b"").decode("latin-1").strip()
    return Sent(status, "redirected" if 300 <= status < 400 else "answered", _seconds(asked))


def _seconds(asked: str) -> float | None:
    """How long Retry-After asks to wait: seconds, or a date.

    >>> _seconds("120"), _seconds("Thu, 01 Jan 1970 00:00:00 GMT"), _seconds("soon")
    (120.0, 0.0, None)
    """
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


class _Pinned(httpcore.SyncBackend):
    """Connects to the addresses that were judged, whatever name is asked for; all of it ends in time."""

    def __init__(self, addresses: Sequence[str], until: float) -> None:
        self._addresses, self._until = addresses, until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failed: Exception = httpcore.ConnectError()
        for address in self._addresses:
            try:
                return _Timed(super().connect_tcp(address, port, _left(self._until)), self._until)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed


class _Timed(httpcore.NetworkStream):
    """A connection that ends at a moment, however slowly the other side trickles."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, _left(self._until)), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: float) -> float:
    """Seconds until a moment. Raises ReadTimeout where it is over."""
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout()
    return left
