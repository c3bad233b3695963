"""The trials, in a short form that tests run and a long one."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import cxloop
from hostile.canaries import Canaries
from hostile.capturing import Sender, at_every_depth, of_every_value, sent_at_random, warmed, with_wrong_lengths
from hostile.corpus import corpus
from hostile.injecting import Injecting
from hostile.operations import asked
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
        sender.send_all(of_every_value())
        deep = sender.ledger.requests
        sent_at_random(sender, examples, number)
        lengths = with_wrong_lengths(server)
        assert [status for status in lengths if status >= 500] == []
        server.settled()
        after = server.memory()
        missing = sender.missing()
        _still_answers(server, sender)
        complaints = server.complaints()
        grown = {name: round(after[name][1] - before[name][0], 1) for name in after}
    told = {
        "requests": sender.ledger.requests,
        "deep": deep,
        "answers": dict(sender.ledger.answers.most_common()),
        "promised": len(sender.ledger.promised),
        "refused": len(sender.ledger.refused),
        "grown_mb": grown,
        "seconds": round(time.monotonic() - began, 1),
    }
    assert missing == [], (len(missing), missing[:5], told)
    assert complaints == "", complaints
    assert max(grown.values()) <= MOST_GROWTH_MB, told
    return told


def operations(folder: Path, *, examples: int, number: int) -> dict[str, Any]:
    """Every JSON operation asked with generated values."""
    filled(folder)
    began = time.monotonic()
    with running(folder) as server:
        messages = [{"type": "what"}, {"type": "track"}, {"type": "track", "event": "x"}]
        server.ask("POST", "/v1/batch", server.as_sender, json.dumps({"batch": messages}).encode())
        server.settled()
        server.pain = str(server.ask("GET", "/api/v1/pains", server.as_admin).plain["pains"][0]["id"])
        outcomes = dict(asked(server, examples, number))
        complaints = server.complaints()
    wrong = {name: one.wrong for name, one in outcomes.items() if one.wrong}
    assert wrong == {}, wrong
    assert complaints == "", complaints
    statuses = sum((one.statuses for one in outcomes.values()), Counter[int]())
    seconds = round(time.monotonic() - began, 1)
    unanswered = sorted(name for name, one in outcomes.items() if not one.statuses[200])
    return {"operations": len(outcomes), "statuses": dict(statuses), "unanswered": unanswered, "seconds": seconds}


def injections(folder: Path, *, every: int) -> dict[str, Any]:
    """Hostile texts in every place. every: how many are put into each place, by turns; into
    files and messages all of them are."""
    began, canaries = time.monotonic(), Canaries(folder)
    filled(folder)
    texts = corpus(canaries.file, str(canaries.secret))
    assert len(texts) >= 500
    with running(folder) as server:
        canaries.begin()
        trial = Injecting(server, canaries, texts, every)
        trial.cells()
        trial.columns()
        trial.messages()
        trial.rules()
        trial.answers()
        trial.quarantine()
        trial.parameters()
        trial.forms()
        made = trial.commands()
        trial.workspaces()
        imports = len(cxloop.open(folder / "data").imports()) - 1
        (folder / "cells.csv").unlink()
        canaries.check({"keys": made, "imports": imports, "mappings": imports})
    seconds = round(time.monotonic() - began, 1)
    return {
        "texts": len(texts),
        "places": len(trial.put),
        "put": trial.put.total(),
        "answers": canaries.heard,
        "seconds": seconds,
    }


def _still_answers(server: Running, sender: Sender) -> None:
    """Every question can be asked of what came in."""
    customers = sorted({one.customer for one in sender.ledger.promised.values() if one.customer})
    paths = [f"/api/v1/journey?name={quote(name)}" for name in customers[:: max(1, len(customers) // 40)]]
    paths += [
        f"/api/v1/{name}" for name in ("overview", "paths", "retention", "pains", "catalogue", "quarantine?limit=1000")
    ]
    paths += ["/api/v1/overview?where=deep+is+present", "/api/v1/funnel?step=%EB%B0%A9%EB%AC%B8&step=x&breakdown=deep"]
    paths += ["/", "/catalogue", "/quarantine", "/live"]
    for path in paths:
        reply = server.ask("GET", path, server.as_admin)
        assert reply.status < 500, (path, reply, server.complaints())
