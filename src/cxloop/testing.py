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
        "channel": Codes(
            np.array([places.index(row["channel"]) if row["channel"] else -1 for row in rows], np.int32), places
        ),
        "owner": Codes(np.full(count, -1, np.int32), []),
        "value": np.full(count, np.nan),
        "due": np.full(count, MISSING_TIME, np.int64),
        "batch": np.ones(count, np.int32),
        "sequence": np.arange(count, dtype=np.int64),
    }
    time = np.array([row["time"] for row in rows], np.int64)
    return Journeys(
        np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64), time, columns, list(told)
    )


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


def journeys_from(columns: Any) -> Journeys:
    """Journeys from plain columns: customer, time_us, event and, where there are, channel, owner, due, value and
    properties (JSON objects); any further column is a property as it stands."""
    import pyarrow as pa

    from cxloop.stores.extract import property_texts

    told = columns if isinstance(columns, pa.Table) else pa.table(dict(columns))
    table = {name: told[name].combine_chunks() for name in told.column_names}
    time = table["time_us"].to_numpy(zero_copy_only=False).astype(np.int64)
    customer = table["customer"].cast(pa.string()).dictionary_encode()
    codes = customer.indices.to_numpy(zero_copy_only=False)
    order = np.lexsort((np.arange(len(time)), time, codes))
    starts = np.searchsorted(codes[order], np.arange(len(customer.dictionary) + 1)).astype(np.int64)
    found: dict[str, Column] = {
        "batch": np.ones(len(time), np.int32),
        "sequence": np.arange(len(time))[order],
        "due": np.full(len(time), MISSING_TIME),
        "value": np.full(len(time), np.nan),
    }
    empty = pa.nulls(len(time), pa.string())
    for name in ("event", "channel", "owner"):
        found[name] = _coded(table.get(name, empty), order)
    if "due" in table:
        due = table["due"]
        found["due"] = due.cast(pa.int64()).fill_null(MISSING_TIME).to_numpy(zero_copy_only=False)[order]
    if "value" in table:
        found["value"] = table["value"].cast(pa.float64()).fill_null(np.nan).to_numpy(zero_copy_only=False)[order]
    known = {"customer", "time_us", "event", "channel", "owner", "due", "value", "case", "properties"}
    for name in set(table) - known:
        found[f"property:{name}"] = _coded(table[name].cast(pa.string()), order)
    if "properties" in table:
        import json

        objects = pa.chunked_array([table["properties"].cast(pa.string())])
        names = {key for text in objects.to_pylist() if text for key in json.loads(text)}
        for name in names:
            found[f"property:{name}"] = _coded(property_texts(objects, name).combine_chunks(), order)
    return Journeys(starts, np.ascontiguousarray(time[order]), found, customer.dictionary.to_pylist())


def _coded(column: Any, order: Any) -> Codes:
    import pyarrow as pa

    encoded = column.cast(pa.string()).dictionary_encode()
    return Codes(
        encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)[order].astype(np.int32),
        encoded.dictionary.to_pylist(),
    )


def pains_of(columns: Any, outcome: str) -> dict[str, Any]:
    """The pain points of a log given as plain columns, as the command line would give them."""
    from cxloop.app.pains import find_pains
    from cxloop.model.outcome import Outcome
    from cxloop.model.rule import is_event

    journeys = journeys_from(columns)
    event = journeys.codes("event")
    optional = {"owner"} if len(journeys.codes("owner").values) else set()
    optional |= {"value"} if not np.isnan(journeys.numbers("value")).all() else set()
    optional |= {"due"} if (journeys.numbers("due") != MISSING_TIME).any() else set()
    properties = sorted(name.partition(":")[2] for name in journeys.columns if name.startswith("property:"))
    answer = find_pains(
        lambda question, **_: question.answer(question.measure(journeys)),
        [Outcome.parse(outcome)],
        is_event,
        events=event.values,
        counts=np.bincount(event.codes, minlength=len(event.values)).tolist(),
        optional=frozenset(optional),
        properties=properties,
        few=properties,
        reason="given",
        identity="test",
    )
    return answer.to_dict()
