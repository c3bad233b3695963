"""A load on loopback, bounded in time: `python -m bench.load PORT KEY SECONDS CONNECTIONS EVENTS_A_REQUEST [RATE]`.

With `flags` for the events, each request asks for one of the flags of `bench.flags`, for one of 100,000 units. Keep-alive connections, each sending its next request when the last was answered, or RATE requests a second in all.
Prints what was answered, by status (0: the connection was lost), and how long accepted requests took.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import time
from collections import Counter
from functools import partial
from typing import Any, cast

from bench.flags import FLAGS, UNITS

try:
    from uvloop import run
except ImportError:  # the loop of the standard library takes more time, and no other way
    from asyncio import run


def capturing(key: str, events: int) -> list[list[bytes]]:
    """A request in pieces, between which its number is put, so that every message has its own id."""
    start = time.time_ns() % 10**9
    items = [
        {
            "type": "track", "event": ["product viewed", "cart", "주문 완료"][place % 3], "userId": f"user-{place % 97}-@@",
            "messageId": f"{start}-@@-{place}", "timestamp": "2026-11-25T03:04:05.678Z",
            "properties": {"plan": "pro", "total": place, "results": 3},
            "context": {"library": {"name": "analytics-python", "version": "2.3"}},
        }
        for place in range(events)
    ]  # fmt: skip
    auth = base64.b64encode(f"{key}:".encode()).decode()
    return [whole("/v1/batch", f"Basic {auth}", {"batch": items, "sentAt": "2026-11-25T03:04:06.000Z"})]


def asking(key: str) -> list[list[bytes]]:
    """Requests for flags, the same way."""
    context = {"targetingKey": "unit-@@", "plan": "pro", "version": "2.4.0", "country": "kr"}
    return [whole(f"/ofrep/v1/evaluate/flags/{flag}", f"Bearer {key}", {"context": context}) for flag in FLAGS["flags"]]


def whole(path: str, shown: str, told: dict[str, Any]) -> list[bytes]:
    """A request whose number has eight digits wherever `@@` stands."""
    body = json.dumps(told, ensure_ascii=False).encode()
    length = len(body) + 6 * body.count(b"@@")
    head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: {shown}\r\ncontent-length: {length}\r\n\r\n"
    return (head.encode() + body).split(b"@@")


class Load:
    """Counts of one run. numbers: how many there are before they come again."""

    def __init__(self, requests: list[list[bytes]], numbers: int, seconds: float, rate: float | None) -> None:
        self.until, self.rate = time.perf_counter() + seconds, rate
        self.requests, self.numbers = requests, numbers
        self.statuses: Counter[int] = Counter()
        self.waits: list[float] = []
        self.retry_after = 0
        self.sent = 0

    def next(self) -> bytes:
        self.sent += 1
        return f"{self.sent % self.numbers:08d}".encode().join(self.requests[self.sent % len(self.requests)])


class Connection(asyncio.Protocol):
    """One keep-alive connection."""

    def __init__(self, load: Load, place: int, connections: int) -> None:
        self.load, self.began, self.came = load, 0.0, b""
        self.step = connections / load.rate if load.rate else 0.0
        self.due = time.perf_counter() + (place / load.rate if load.rate else 0.0)
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.soon()

    def soon(self) -> None:
        """The next request: now, or when it is due."""
        wait = self.due - time.perf_counter() if self.step else 0.0
        self.due += self.step
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, self.send)
        else:
            self.send()

    def send(self) -> None:
        self.began = time.perf_counter()
        if self.began > self.load.until:
            self.transport.close()
        else:
            self.transport.write(self.load.next())

    def data_received(self, data: bytes) -> None:
        self.came += data
        head, found, body = self.came.partition(b"\r\n\r\n")
        if not found or len(body) < int(head.lower().split(b"content-length: ")[1].split(b"\r")[0]):
            return
        self.came = b""
        status = int(head[9:12])
        self.load.statuses[status] += 1
        if status == 200:
            self.load.waits.append(time.perf_counter() - self.began)
        else:
            self.load.retry_after += b"retry-after" in head.lower()
        self.soon()

    def connection_lost(self, error: Exception | None) -> None:
        if error is not None:
            self.load.statuses[0] += 1
        self.ended.set_result(None)


async def main(port: int, key: str, seconds: float, connections: int, what: str, rate: float | None) -> None:
    events = 0 if what == "flags" else int(what)
    requests = asking(key) if what == "flags" else capturing(key, events)
    load = Load(requests, UNITS if what == "flags" else 10**8, seconds, rate)
    began = time.perf_counter()
    loop, open_ones = asyncio.get_running_loop(), []
    for place in range(connections):
        _, one = await loop.create_connection(partial(Connection, load, place, connections), "127.0.0.1", port)
        open_ones.append(one)
    await asyncio.gather(*(one.ended for one in open_ones))
    took = time.perf_counter() - began
    waits = sorted(load.waits)
    told = {
        "seconds": took,
        "statuses": {str(status): count for status, count in sorted(load.statuses.items())},
        "requests_a_second": load.statuses[200] / took,
        "events": load.statuses[200] * events,
        "events_a_second": load.statuses[200] * events / took,
        "median_ms": 1000 * waits[len(waits) // 2] if waits else None,
        "p50_p90_p999_ms": [1000 * waits[int(len(waits) * at)] for at in (0.5, 0.9, 0.999)] if waits else None,
        "p99_ms": 1000 * waits[int(len(waits) * 0.99)] if waits else None,
        "retry_after": load.retry_after,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    words = sys.argv[1:]
    run(
        main(
            int(words[0]),
            words[1],
            float(words[2]),
            int(words[3]),
            words[4],
            float(words[5]) if words[5:] else None,
        )
    )
