"""Whoever asked may have gone: then no further work is done for them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import anyio.from_thread
from fastapi import Request

from cxloop.ports.engine import WANTED

_EVERY_SECONDS: Final = 0.05


@contextmanager
def asked_for(request: Request) -> Iterator[None]:
    """While it lasts, engines on this thread end where whoever sent the request is gone. On a thread beside the event
    loop, and only for requests without a body."""
    if request.method != "GET":
        yield
        return
    looked = time.monotonic()

    def wanted() -> bool:
        nonlocal looked
        now = time.monotonic()
        if now - looked < _EVERY_SECONDS:
            return True
        looked = now
        return not anyio.from_thread.run(request.is_disconnected)

    mark = WANTED.set(wanted)
    try:
        yield
    finally:
        WANTED.reset(mark)
