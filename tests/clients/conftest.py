"""The server the clients talk to, and a shop that stands elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from clients.running import Server, Service
from clients.shop import Shop, opened

NUMBERS = count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    served = Server(tmp_path_factory.mktemp("served"))
    Service(served, "main")  # a folder without any workspace is not served
    served.start()
    yield served
    served.stop()


@pytest.fixture
def service(server: Server) -> Service:
    """A workspace of its own for each test, with a key for ingest; the server runs, whatever the test before did."""
    if server.process is None:
        server.start()
    return Service(server, f"test-{next(NUMBERS)}")


@pytest.fixture
def shop(service: Service) -> Iterator[Shop]:
    with opened(service.address) as shown:
        yield shown


@pytest.fixture
def browse(chromium: Any, shop: Shop) -> Iterator[Callable[..., Any]]:
    """Gives a page of a browser; whatever it complains about fails the test at its end, lost connections aside."""
    complaints: list[str] = []
    contexts: list[Any] = []

    def page(**options: Any) -> Any:
        context = chromium.new_context(
            **{"base_url": shop.address, "locale": "ko-KR", "reduced_motion": "reduce"} | options
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        opened_page = context.new_page()
        opened_page.on("console", lambda message: complaints.append(message.text) if complains(message) else None)
        opened_page.on("pageerror", lambda error: complaints.append(str(error)))
        return opened_page

    yield page
    for context in contexts:
        context.close()
    assert complaints == []


def complains(message: Any) -> bool:
    return message.type in ("error", "warning") and not message.text.startswith("Failed to load resource")
