"""How soon an accepted event is in the answers: `python -m bench.freshness DATA SECONDS`.

On the log that is there already, some sign-ins a second move anonymous history to customers. Probes are sent beside
them; two seconds after each 2xx a funnel over the whole log is asked, and has to count the probe.
"""

from __future__ import annotations

import base64
import http.client
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow.parquet as pq

from cxloop import wiring
from cxloop.app.keys import create_key

SIGN_INS = 200
PROBES = 2
AFTER_SECONDS = 2.0


class Posting:
    """One keep-alive connection that posts batches."""

    def __init__(self, port: int, key: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.auth = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}

    def post(self, items: list[dict[str, object]]) -> None:
        """Once more where the server has closed a connection that had nothing to do; each message has its id."""
        try:
            answer = self._answer(items)
        except OSError:
            self.connection.close()
            answer = self._answer(items)
        answer.read()
        assert answer.status == 200, answer.status

    def _answer(self, items: list[dict[str, object]]) -> http.client.HTTPResponse:
        self.connection.request("POST", "/v1/batch", json.dumps({"batch": items}), self.auth)
        return self.connection.getresponse()


def signing_in(port: int, key: str, anonymous: list[str], until: float) -> None:
    posting, number = Posting(port, key), 0
    while time.perf_counter() < until and number + SIGN_INS // 10 < len(anonymous):
        began = time.perf_counter()
        mine = anonymous[number : number + SIGN_INS // 10]
        number += len(mine)
        posting.post(
            [
                {"type": "identify", "userId": f"known-{one}", "anonymousId": one, "messageId": f"s-{one}"}
                for one in mine
            ]
        )
        time.sleep(max(0.0, 0.1 - (time.perf_counter() - began)))
    print("signed in", number, file=sys.stderr)


def main(data: str, seconds: float) -> dict[str, object]:
    door, now = wiring.door(data), int(time.time() * 1000)
    write, read = (create_key(door.keys, "main", purpose, now).key for purpose in ("ingest", "read"))
    anonymous = pq.read_table(Path(data).parent / "log.parquet", columns=["customer"])["customer"].unique().to_pylist()
    server = subprocess.Popen([sys.executable, "-m", "bench.live_server", data, "0"], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    port = int(server.stdout.readline())
    ask = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def funnel() -> tuple[int, float]:
        began = time.perf_counter()
        ask.request("GET", "/api/v1/funnel?step=probe&step=probe+2", headers={"Authorization": f"Bearer {read}"})
        answer = json.loads(ask.getresponse().read())
        return int(answer["steps"][0]["customers"]) if "steps" in answer else 0, time.perf_counter() - began

    posting = Posting(port, write)
    posting.post(
        [
            {"type": "track", "event": name, "userId": "p", "messageId": f"p-{name}-{now}"}
            for name in ("probe", "probe 2")
        ]
    )
    time.sleep(3)
    count, _ = funnel()
    until = time.perf_counter() + seconds
    threading.Thread(target=signing_in, args=(port, write, anonymous, until), daemon=True).start()
    sent: list[tuple[float, int]] = []
    asked: list[float] = []
    late = 0
    while time.perf_counter() < until:
        began = time.perf_counter()
        posting.post(
            [{"type": "track", "event": "probe", "userId": f"p{now}-{len(sent)}", "messageId": f"p{now}-{len(sent)}"}]
        )
        sent.append((time.perf_counter(), count + len(sent) + 1))
        due = [(moment, wanted) for moment, wanted in sent if moment + AFTER_SECONDS <= time.perf_counter()][
            len(asked) :
        ]
        for _, wanted in due[-1:]:
            found, took = funnel()
            asked += [took] * len(due)
            late += found < wanted
        time.sleep(max(0.0, 1 / PROBES - (time.perf_counter() - began)))
    server.terminate()
    server.wait(60)
    asked.sort()
    return {
        "probes": len(asked),
        "late": late,
        "median_seconds": asked[len(asked) // 2],
        "p99_seconds": asked[int(len(asked) * 0.99)],
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], float(sys.argv[2]))))
