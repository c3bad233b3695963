"""Who met customers, against counting by hand."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cxloop.model.duration import iso
from cxloop.questions.journeys import Codes, Journeys, empty_journeys
from cxloop.questions.steps import canonical
from cxloop.understand.met import WhoMet
from oracles.logs import asked

NFC, NFD = (unicodedata.normalize(form, "김") for form in ("NFC", "NFD"))
OWNERS = ("lee", NFD, NFC, "park")
CHANNELS = ("web", "전화", "store", "back office")
EVENTS = ("visit", "support call")
TEAMS = (("field", (NFC, "lee")), ("desk", ("park", "choi")), ("none", ()))
SECOND = 1_000_000
Row = tuple[int, str, str | None, str | None]
rows = st.tuples(
    st.integers(0, 8).map(lambda at: at * SECOND),
    st.sampled_from(EVENTS),
    st.sampled_from([*CHANNELS, None]),
    st.sampled_from([*OWNERS, None]),
)
logs = st.lists(st.lists(rows, min_size=1, max_size=7).map(lambda one: sorted(one, key=lambda row: row[0])), max_size=9)


def journeys_of(log: list[list[Row]]) -> Journeys:
    told = [row for one in log for row in one]

    def codes(place: int, known: tuple[str, ...]) -> Codes:
        return Codes(np.array([-1 if row[place] is None else known.index(row[place]) for row in told], np.int32), known)

    columns: dict[str, Any] = {
        "event": codes(1, EVENTS),
        "channel": codes(2, CHANNELS),
        "owner": canonical(codes(3, OWNERS)),
    }
    starts = np.cumsum([0, *map(len, log)]).astype(np.int64)
    return Journeys(starts, np.array([row[0] for row in told], np.int64), columns, tuple(map(str, range(len(log)))))


def by_hand(log: list[list[Row]], since: int, until: int) -> dict[str | None, list[tuple[int, int]]]:
    """The meetings of everybody: (customer, moment)."""
    found: dict[str | None, list[tuple[int, int]]] = defaultdict(list)
    for customer, one in enumerate(log):
        for time, event, channel, owner in one:
            human, named = channel in ("전화", "store"), owner is not None
            called = channel is None and event == "support call"
            if since <= time < until and (human or (channel == "web" and named) or called):
                found[None if owner is None else unicodedata.normalize("NFC", owner)].append((customer, time))
    return found


@given(logs, st.integers(0, 4), st.integers(4, 9), st.lists(st.integers(0, 2), min_size=7, max_size=7))
def test_as_counted_by_hand(log: list[list[Row]], since: int, until: int, where: list[int]) -> None:
    question = WhoMet(since * SECOND, until * SECOND, TEAMS)
    parts = [journeys_of([one for at, one in enumerate(log) if where[at % 7] == part]) for part in range(3)]
    answer = asked(question, parts, where)
    expected = by_hand(log, question.since_us, question.until_us)

    def told(meetings: list[tuple[int, int]]) -> tuple[int, int, str | None]:
        last = iso(max(time for _, time in meetings)) if meetings else None
        return len({customer for customer, _ in meetings}), len(meetings), last

    people = set(expected) | {name for _, own in TEAMS for name in own}
    found = {one.owner: (one.customers, one.events, one.last) for one in answer.owners}
    assert found == {name: told(expected.get(name, [])) for name in people}
    teams = {one.team: (one.customers, one.events, one.last) for one in answer.teams}
    assert teams == {name: told([met for owner in own for met in expected.get(owner, [])]) for name, own in TEAMS}
    everything = [met for one in expected.values() for met in one]
    assert (answer.customers, answer.events) == told(everything)[:2]
    named = [one for one in answer.owners if one.owner is not None]
    assert named == sorted(named, key=lambda one: (-one.customers, -one.events, one.owner))


def test_nobody_met_anybody() -> None:
    question = WhoMet(0, 1)
    answer = question.answer(question.measure(empty_journeys(question.columns)))
    assert (answer.owners, answer.teams, answer.customers) == ((), (), 0)
    with_a_team = replace(question, teams=TEAMS[:1])
    found = with_a_team.answer(with_a_team.measure(empty_journeys(question.columns)))
    assert [(one.owner, one.customers, one.last) for one in found.owners] == [("lee", 0, None), (NFC, 0, None)]
