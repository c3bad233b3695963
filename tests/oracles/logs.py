"""Small random logs: ties in time, repeated steps, missing channels, the same Hangul typed in two ways."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from cxloop.questions.journeys import Codes, Journeys
from cxloop.questions.steps import canonical

SECOND = 1_000_000
TYPED = unicodedata.normalize("NFC", "검색")
TYPED_ON_MAC = unicodedata.normalize("NFD", "검색")
EVENTS = ("a", TYPED_ON_MAC, "b", TYPED, "c")
CHANNELS = ("web", "call center", "app")


class Row(NamedTuple):
    time: int
    event: str
    channel: str | None
    plan: str | None


Log = dict[str, list[Row]]


def same(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@st.composite
def logs(draw: Callable[..., Any], customers: int = 7, rows: int = 9, span: int = 8, unit: int = SECOND) -> Log:
    """Up to so many customers with 1 to so many rows, at whole units of time from 0 to span: ties are frequent."""
    row = st.tuples(
        st.integers(0, span).map(lambda at: at * unit),
        st.sampled_from(EVENTS),
        st.sampled_from([*CHANNELS, None]),
        st.sampled_from(["free", "pro", None]),
    )
    found = draw(st.lists(st.lists(row, min_size=1, max_size=rows), max_size=customers))
    told = [sorted((Row(*each) for each in one), key=lambda row: row.time) for one in found]
    return {f"customer {number}": one for number, one in enumerate(told)}


def journeys_of(log: Log) -> Journeys:
    rows = [row for one in log.values() for row in one]
    plans = sorted({row.plan for row in rows if row.plan})

    def codes(values: Sequence[str | None], known: Sequence[str]) -> Codes:
        found = [-1 if value is None else known.index(value) for value in values]
        return Codes(np.array(found, np.int32), tuple(known))

    return Journeys(
        starts=np.cumsum([0, *map(len, log.values())]).astype(np.int64),
        time=np.array([row.time for row in rows], np.int64),
        columns={
            "event": codes([row.event for row in rows], EVENTS),
            "channel": codes([row.channel for row in rows], CHANNELS),
            "property:plan": codes([row.plan for row in rows], plans),
        },
        names=tuple(log),
    )


def parts_of(log: Log, where: Sequence[int], partitions: int = 3) -> list[Journeys]:
    """The log in partitions, names under one code as an index has them: customer i in partition where[i]; some may be
    empty."""
    parts = [
        journeys_of({name: rows for place, (name, rows) in enumerate(log.items()) if where[place % len(where)] == part})
        for part in range(partitions)
    ]
    return [replace(one, columns={**one.columns, "event": canonical(one.codes("event"))}) for one in parts]


def asked(question: Any, parts: Sequence[Journeys], order: Sequence[int] = ()) -> Any:
    """The answer from partitions, merged pairwise as `order` says, from left to right by default."""
    partials = [question.measure(part) for part in parts]
    for pick in order:
        if len(partials) > 1:
            at = pick % (len(partials) - 1)
            partials.append(question.merge(partials.pop(at + 1), partials.pop(at)))
    total = partials[0]
    for partial in partials[1:]:
        total = question.merge(total, partial)
    return question.answer(total)
