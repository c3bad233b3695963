"""Journeys for the detectors' tests, told in words, and what the detectors say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from cxloop.model.duration import seconds
from cxloop.questions.journeys import MISSING_TIME, Codes, Journeys
from cxloop.questions.kernels.arrays import fixed_columns
from cxloop.understand.failing import says_status
from cxloop.understand.friction import detectors
from cxloop.understand.landscape import Landscape, Look
from cxloop.understand.study import marks_of

MINUTE = 60_000_000
Said = tuple[str, str, int, bool]
"""Step, the other steps, the place of the event in its journey, whether hit."""


def told(journeys: Mapping[str, str], copies: int = 1) -> Journeys:
    """Journeys from words: `event@wait/channel+owner!due#value=status`, all but the event optional, blanks as `_`.

    wait: since the event before, a minute if not said; due: since the journey began. Each journey comes as so many
    copies, named `anna 0`, `anna 1` and so on, a day apart.
    """
    rows, starts, names = [], [0], []
    for copy in range(copies):
        for name, text in journeys.items():
            time = begin = copy * 1440 * MINUTE
            for place, word in enumerate(text.split()):
                row = _parted(word)
                time += 0 if not place else round(seconds(row["@"]) * 1e6) if row["@"] else MINUTE
                due = begin + round(seconds(row["!"]) * 1e6) if row["!"] else MISSING_TIME
                rows.append({**row, "time": time, "due": due})
            starts.append(len(rows))
            names.append(f"{name} {copy}")
    columns: dict[str, Any] = {
        "event": _coded([row["event"] for row in rows]),
        "channel": _coded([row["/"] for row in rows]),
        "owner": _coded([row["+"] for row in rows]),
        "due": np.array([row["due"] for row in rows], np.int64),
        "value": np.array([float(row["#"]) if row["#"] else np.nan for row in rows], np.float64),
    }
    if any(row["="] for row in rows):
        columns["property:status"] = _coded([row["="] for row in rows])
    times = np.array([row["time"] for row in rows], np.int64)
    return fixed_columns(Journeys(np.array(starts, np.int64), times, columns, names))


def _parted(word: str) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys("@/+!#=", "")
    field = "event"
    found[field] = ""
    for sign in word:
        if sign in found:
            field = sign
        else:
            found[field] += " " if sign == "_" else sign
    return found


def _coded(values: list[str]) -> Codes:
    known = list(dict.fromkeys(value for value in values if value))
    return Codes(np.array([known.index(value) if value else -1 for value in values], np.int32), known)


def landscape_of(journeys: Journeys, **changes: Any) -> Landscape:
    properties = [name.partition(":")[2] for name in journeys.columns if name.startswith("property:")]
    statuses = tuple(name for name in properties if says_status(name))
    traits = tuple(name for name in properties if not says_status(name))
    look = Look(tuple(range(len(journeys.events))), traits, frozenset({"due", "owner", "value"}), statuses)
    return replace(look.answer(look.measure(journeys)), **changes)


def said(kind: str, journeys: Mapping[str, str], copies: int = 30, **changes: Any) -> dict[str, list[Said]]:
    """What a detector says of each journey: its trials, in order. Every copy has to be told the same."""
    log = told(journeys, copies)
    landscape = landscape_of(log, **changes)
    detector = next(one for one in detectors() if one.kind == kind)
    findings, trials = detector.findings(landscape), detector.trials(marks_of(landscape, log), landscape)
    found: dict[str, list[Said]] = {name: [] for name in log.names}
    for anchor, finding, hit in zip(trials.anchor.tolist(), trials.finding.tolist(), trials.hit.tolist(), strict=True):
        journey = int(np.searchsorted(log.starts, anchor, side="right")) - 1
        one = findings[finding]
        found[log.names[journey]].append((one.step, " ".join(one.others), anchor - int(log.starts[journey]), hit))
    for name in log.names:
        assert sorted(found[name]) == sorted(found[f"{name.rpartition(' ')[0]} 0"])
    return {name: sorted(found[f"{name} 0"], key=lambda one: (one[2], one)) for name in journeys}
