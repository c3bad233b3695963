"""The trials, in a short form that tests run and a long one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import cxloop
from hostile.capturing import Sender, at_every_depth, sent_at_random, warmed, with_wrong_lengths
from hostile.serving import Running, running
from web import logs

MOST_GROWTH_MB = 200


def filled(folder: Path) -> None:
    """A data folder with a small shop in it."""
    logs.write_shop(folder / "shop.jsonl", 200)
    mapping: dict[str, Any] = {"customer": "customer", "times": ["time"], "event": "event", "channel": "channel"}
    cxloop.open(folder / "data").import_(folder / "shop.jsonl", case="case", value="value", **mapping)


def capture(folder: Path, *, examples: int, step: int, number: int) -> dict[str, Any]:
    """Hostile requests to capture; what was measured. Raises AssertionError where a promise was broken."""
    filled(folder)
    began = time.monotonic()
    with running(folder) as server:
        before, sender = warmed(server), Sender(server)
        sender.send_all(at_every_depth(step))
        deep, took = sender.ledger.requests, [round(time.monotonic() - began, 1)]
        sent_at_random(sender, examples, number)
        lengths = with_wrong_lengths(server)
        assert [status for status in lengths if status >= 500] == []
        server.settled()
        after = server.memory()
        took.append(round(time.monotonic() - began, 1))
        missing = sender.missing()
        print(took, sender.ledger.answers, missing[:5], server.complaints()[-3000:], flush=True)
        _still_answers(server, sender)
        complaints = server.complaints()
        grown = {name: round(after[name][1] - before[name][0], 1) for name in after}
    told = {
        "requests": sender.ledger.requests, "deep": deep, "answers": dict(sender.ledger.answers.most_common()),
        "promised": len(sender.ledger.promised), "refused": len(sender.ledger.refused), "grown_mb": grown,
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip
    assert missing == [], (len(missing), missing[:5], told)
    assert complaints == "", complaints
    assert max(grown.values()) <= MOST_GROWTH_MB, told
    return told


def _still_answers(server: Running, sender: Sender) -> None:
    """Every question can be asked of what came in."""
    customers = sorted({one.customer for one in sender.ledger.promised.values() if one.customer})
    paths = [f"/api/v1/journey?name={quote(name)}" for name in customers[:: max(1, len(customers) // 40)]]
    paths += [f"/api/v1/{name}" for name in ("overview", "paths", "retention", "pains", "catalogue", "quarantine?limit=1000")]
    paths += ["/api/v1/overview?where=deep+is+present", "/api/v1/funnel?step=%EB%B0%A9%EB%AC%B8&step=x&breakdown=deep"]
    paths += ["/", "/catalogue", "/quarantine", "/live"]
    for path in paths:
        reply = server.ask("GET", path, server.as_admin)
        assert reply.status < 500, (path, reply, server.complaints())
