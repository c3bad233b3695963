"""Refusals that cost next to nothing, so that far too many requests take no time from those that are answered.

Under overload nearly all that a server does is read requests in order to refuse them. Here a request to capture that
came in one piece is refused as it is received, before it is parsed and becomes a task: a tenth of the time. Whoever was
told to come back is not listened to for a moment, whatever it was told.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cxloop.api.bodies import busy
from cxloop.api.capture import told
from cxloop.api.routes import CAPTURE

MOST_UNDERWAY: Final = 700
"""Requests being answered; above that no more are taken, so that those that are have their answers soon."""
_DEAF_SECONDS: Final = 0.4
_PATHS: Final = b"|".join(re.escape(path.encode()) for path in CAPTURE)
_HEAD: Final = re.compile(rb"POST (?:%b)(?:\?\S*)? HTTP/1\.1\r\n" % _PATHS)
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d{1,9})\r\n", re.IGNORECASE)
_OTHERWISE: Final = re.compile(
    rb"\r\n(connection:(?! *keep-alive\r\n)|content-length:.*\r\ncontent-length:|expect:|transfer-encoding:|upgrade:)",
    re.IGNORECASE | re.DOTALL,
)


def shedding(crowded: Callable[[], bool], refused: Callable[[str], None]) -> type[HttpToolsProtocol]:
    """The protocol of a server that refuses what is too much while it is crowded. refused: told of each, by code."""

    class Shedding(HttpToolsProtocol):
        _inside = False

        def on_message_begin(self) -> None:
            self._inside = True
            super().on_message_begin()

        def on_message_complete(self) -> None:
            self._inside = False
            super().on_message_complete()

        def data_received(self, data: bytes) -> None:
            if (len(self.tasks) < MOST_UNDERWAY and not crowded()) or self._busy() or not whole(data):
                super().data_received(data)
                return
            refused("busy")
            self.transport.write(random.choice(_ANSWERS))  # noqa: S311
            self._unset_keepalive_if_required()
            self.transport.pause_reading()
            self.loop.call_later(_DEAF_SECONDS, self._listen_again)

        def _listen_again(self) -> None:
            if not self.transport.is_closing():
                self.transport.resume_reading()
                self.timeout_keep_alive_task = self.loop.call_later(
                    self.timeout_keep_alive, self.timeout_keep_alive_handler
                )

        def _busy(self) -> bool:
            """Whether an earlier request of this connection is still being read or answered."""
            return self._inside or bool(self.pipeline) or not (self.cycle is None or self.cycle.response_complete)

    return Shedding


def whole(data: bytes) -> bool:
    """Whether this is one whole request to capture and nothing else, kept alive as usual.

    >>> whole(b"POST /v1/track HTTP/1.1\\r\\nhost: a\\r\\ncontent-length: 2\\r\\n\\r\\n{}")
    True
    >>> whole(b"POST /v1/track HTTP/1.1\\r\\nhost: a\\r\\ncontent-length: 9\\r\\n\\r\\n{}")
    False
    """
    if _HEAD.match(data) is None:
        return False
    end = data.find(b"\r\n\r\n") + 2
    length = _LENGTH.search(data, 0, end) if end > 1 else None
    if length is None or len(data) - end - 2 != int(length[1]):
        return False
    return _OTHERWISE.search(data, 0, end) is None


def _answer(seconds: int) -> bytes:
    headers, body = told(busy(seconds))
    lines = [b"HTTP/1.1 503 Service Unavailable", *(b"%b: %b" % pair for pair in headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


_ANSWERS: Final = [_answer(seconds) for seconds in range(1, 6)]
