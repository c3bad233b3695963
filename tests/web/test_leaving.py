"""A question that nobody waits for any more is not worked out to its end."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import pytest

from cxloop.engines import local
from cxloop.engines.partition import measure_partition
from web.running import Site


def test_the_engine_ends_when_the_browser_has_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), []

    def slow(*given: Any) -> Any:
        begun.set()
        time.sleep(0.15)
        return measure_partition(*given)

    def partials(self: Any, index: str, question: Any, scope: Any, notes: Any) -> Any:
        try:
            for _ in range(200):  # as if there were many partitions
                yield slow(lambda _: self.open_index(index), index, 0, question, scope, None)
                local.still_wanted()
        except BaseException as error:
            ended.append(type(error).__name__)
            raise

    monkeypatch.setattr(local.Local, "_partials", partials)
    cookie = site.signed_in()
    with socket.create_connection(("127.0.0.1", site.port)) as asking:
        asking.sendall(f"GET /api/v1/overview HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: {cookie}\r\n\r\n".encode())
        assert begun.wait(20)
    deadline = time.monotonic() + 20
    while not ended and time.monotonic() < deadline:
        time.sleep(0.05)
    assert set(ended) == {"Unwanted"}
    monkeypatch.undo()
    assert site.json("/api/v1/overview")["events"] > 0
