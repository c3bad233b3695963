"""Journeys for tests, written so that a person can read them; and the contracts that engines and stores must pass."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cxloop.model.duration import seconds
from cxloop.questions.journeys import MISSING_TIME, Codes, Column, Journeys


def journeys_for(
    told: Mapping[str, str], *, events: Sequence[str] | None = None, channels: Sequence[str] | None = None
) -> Journeys:
    """Journeys from words: `event`, `event@2h` (two hours after the one before), `event/phone` (channel).

    Blanks inside a name are written as `_`. An event without `@` follows after one minute.

    >>> journeys = journeys_for({"anna": "visit search@2h buy/phone@1d", "ben": "visit"})
    >>> len(journeys), journeys.codes("event").codes.tolist(), journeys.time.tolist()[:2]
    (2, [0, 1, 2, 0], [0, 7200000000])
    """
    rows = [row for name, text in told.items() for row in _told(name, text)]
    steps = list(events or dict.fromkeys(row["event"] for row in rows))
    places = list(channels or dict.fromkeys(row["channel"] for row in rows if row["channel"]))
    lengths = [len(text.split()) for text in told.values()]
    count = len(rows)
    columns: dict[str, Column] = {
        "event": Codes(np.array([steps.index(row["event"]) for row in rows], np.int32), steps),
        "channel": Codes(np.array([places.index(row["channel"]) if row["channel"] else -1 for row in rows], np.int32), places),
        "owner": Codes(np.full(count, -1, np.int32), []),
        "value": np.full(count, np.nan),
        "due": np.full(count, MISSING_TIME, np.int64),
        "batch": np.ones(count, np.int32),
        "sequence": np.arange(count, dtype=np.int64),
    }
    time = np.array([row["time"] for row in rows], np.int64)
    return Journeys(np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64), time, columns, list(told))


def _told(name: str, text: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for word in text.split():
        event, wait, channel = "", 60.0, ""
        for part in re.findall(r"[@/]?[^@/]+", word):
            if part[0] == "@":
                wait = seconds(part[1:])
            elif part[0] == "/":
                channel = part[1:]
            else:
                event = part.replace("_", " ")
        time = rows[-1]["time"] + round(wait * 1_000_000) if rows else 0
        rows.append({"event": event, "channel": channel, "time": time})
    return rows
