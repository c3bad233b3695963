"""A load on loopback, bounded in time: `python -m bench.load PORT KEY SECONDS CONNECTIONS EVENTS_A_REQUEST [RATE]`.

Keep-alive connections, each sending its next request when the last was answered, or RATE requests a second in all.
Prints what was answered, by status, and how long accepted requests took.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import time
from collections import Counter


def bodies(events: int, number: int) -> list[tuple[bytes, bytes]]:
    """Requests as two halves, between which the number of the request is put, so that every message has its own id."""
    items = [
        {
            "type": "track", "event": ["product viewed", "cart", "주문 완료"][place % 3], "userId": f"user-{place % 97}-@@",
            "messageId": f"{number}-@@-{place}", "timestamp": "2026-11-25T03:04:05.678Z",
            "properties": {"plan": "pro", "total": place, "results": 3},
            "context": {"library": {"name": "analytics-python", "version": "2.3"}},
        }
        for place in range(events)
    ]  # fmt: skip
    return json.dumps({"batch": items, "sentAt": "2026-11-25T03:04:06.000Z"}, ensure_ascii=False).encode().split(b"@@")  # type: ignore[return-value]


class Load:
    """Counts of one run."""

    def __init__(self, key: str, seconds: float, events: int, rate: float | None) -> None:
        self.until, self.rate = time.perf_counter() + seconds, rate
        auth = base64.b64encode(f"{key}:".encode()).decode()
        self.head = f"POST /v1/batch HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Basic {auth}\r\ncontent-length: "
        self.pieces = bodies(events, time.time_ns() % 10**9)
        self.statuses: Counter[int] = Counter()
        self.waits: list[float] = []
        self.retry_after = 0
        self.sent = 0

    def next(self) -> bytes:
        self.sent += 1
        body = f"{self.sent:08d}".encode().join(self.pieces)
        return f"{self.head}{len(body)}\r\n\r\n".encode() + body

    async def connection(self, port: int, place: int, connections: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        due = time.perf_counter() + place * (1 / self.rate if self.rate else 0)
        while time.perf_counter() < self.until:
            if self.rate:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                due += connections / self.rate
            began = time.perf_counter()
            writer.write(self.next())
            head = await reader.readuntil(b"\r\n\r\n")
            status = int(head[9:12])
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r")[0])
            await reader.readexactly(length)
            self.statuses[status] += 1
            self.retry_after += b"retry-after" in head.lower()
            if status == 200:
                self.waits.append(time.perf_counter() - began)
        writer.close()


async def main(port: int, key: str, seconds: float, connections: int, events: int, rate: float | None) -> None:
    load = Load(key, seconds, events, rate)
    began = time.perf_counter()
    await asyncio.gather(*(load.connection(port, place, connections) for place in range(connections)))
    took = time.perf_counter() - began
    waits = sorted(load.waits)
    told = {
        "seconds": took,
        "statuses": {str(status): count for status, count in sorted(load.statuses.items())},
        "requests_a_second": load.statuses[200] / took,
        "events": load.statuses[200] * events,
        "events_a_second": load.statuses[200] * events / took,
        "median_ms": 1000 * waits[len(waits) // 2] if waits else None,
        "p99_ms": 1000 * waits[int(len(waits) * 0.99)] if waits else None,
        "retry_after": load.retry_after,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    words = sys.argv[1:]
    asyncio.run(
        main(
            int(words[0]),
            words[1],
            float(words[2]),
            int(words[3]),
            int(words[4]),
            float(words[5]) if words[5:] else None,
        )
    )
