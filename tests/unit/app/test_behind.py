"""Who is behind a number: as many as the number says, whatever number it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxloop import wiring
from cxloop.app import segments
from cxloop.app.workspace import Workspace
from cxloop.errors import BadOption, UnknownStep
from cxloop.questions.journeys import Codes, Journeys
from cxloop.report.parts import text_of
from cxloop.understand.edges import Edge
from cxloop.understand.those import Transition

BEGIN = datetime(2026, 3, 2)
STEPS = ["visit", "search", "장바구니", "buy"]
SCOPES: list[dict[str, Any]] = [
    {},
    {"zone": "Asia/Seoul", "where": "channel != app"},
    {"begin": "2026-03-05", "end": "2026-03-20", "having": ("visit",)},
    {"per": "case"},
]


def random_log(folder: Path, seed: int) -> Workspace:
    chance = np.random.default_rng(seed)
    lines = []
    for customer in range(30):
        at = BEGIN + timedelta(minutes=int(chance.integers(0, 20 * 1440)))
        for _ in range(chance.integers(1, 9)):
            at += timedelta(minutes=int(chance.exponential(2000)) // 30 * 30)
            channel = chance.choice(["web", "app", None])
            row = {"customer": f"c{customer}", "time": at.isoformat(), "event": str(chance.choice(STEPS))}
            own = {"case": f"k{customer % 7}", "score": str(chance.integers(1, 6)), "tag": f"t{customer % 25}"}
            lines.append(row | {"channel": channel, **own})
    (folder / "log.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    opened = wiring.open(folder / "data")
    opened.import_(
        folder / "log.jsonl", customer="customer", times="time", event="event", channel="channel", case="case"
    )
    return opened


@pytest.fixture(scope="module", params=[1, 2])
def workspace(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = random_log(tmp_path_factory.mktemp("log"), request.param)
    segments.add_segment(made, "buyers", "kim", having=["buy"])
    return made


Told = tuple[int, int | None, str, tuple[str, ...], dict[str, Any]]
"""customers, events (None where no answer tells them), of, what, options"""


def overview(log: Workspace, scope: dict[str, Any]) -> Iterator[Told]:
    found = log.overview(**scope)
    yield found.customers, found.events, "all", (), {}
    for row in found.steps:
        yield row.customers, row.events, "step", (row.step,), {}
    for row in found.channels:
        yield row.customers, row.events, "channel", (row.channel,), {}
    for row in found.over_time.points:
        yield row.customers, row.events, "time", (row.time,), {"unit": found.over_time.unit}


def paths(log: Workspace, scope: dict[str, Any]) -> Iterator[Told]:
    found = log.paths(**scope)
    for row in found.edges:
        yield row.customers, row.count, "edge", (row.from_, row.to), {}
    for row in found.top_variants:
        yield row.count, row.count * len(row.steps), "variant", row.steps, {}
    for row in found.steps:
        yield row.starts, row.starts, "start", (row.step,), {}
        yield row.ends, row.ends, "end", (row.step,), {}


def funnel(log: Workspace, scope: dict[str, Any]) -> Iterator[Told]:
    steps = ("visit", "search", "buy")
    for more in ({"window": None}, {"order": "any"}, {"order": "strict", "step_windows": ["2d"]}):
        rows = log.funnel(steps, **more, **scope).steps
        for at, row in enumerate(rows):
            yield row.customers, None, "funnel", steps, {"number": at + 1, **more}
            if at:
                lost = rows[at - 1].customers - row.customers
                yield lost, None, "funnel", steps, {"number": at + 1, "who": "did_not", **more}


def retention(log: Workspace, scope: dict[str, Any]) -> Iterator[Told]:
    for more in ({"unit": "week"}, {"unit": "day", "mode": "unbounded"}, {"start": "visit", "back": "buy"}):
        found = log.retention(periods=5, **more, **scope)
        for row in found.cohorts:
            yield row.customers, row.customers, "cohort", (row.cohort,), more
            for period, count in enumerate(row.returned):
                if count is not None:
                    yield count, None, "cohort", (row.cohort,), {"number": period, **more}
                    away = {"number": period, "who": "did_not", **more}
                    yield row.customers - count, None, "cohort", (row.cohort,), away
        for back in found.curve:
            yield round(back.share * back.customers), None, "cohort", (), {"number": back.period, **more}


def performance(log: Workspace, scope: dict[str, Any]) -> Iterator[Told]:
    from cxloop.app.performance import performance as over_time

    for metric in ("reaches:buy", "avoids:buy", "returns:7d", "time:buy"):
        found = over_time(log, [metric], unit="week", **scope).metrics[0]
        for row in found.values:
            asked = {"metric": metric, "unit": "week"}
            yield row.n, row.n, "period", (row.period,), asked
            if row.value is not None and found.unit == "share":
                yield round(row.value * row.n), None, "period", (row.period,), {**asked, "who": "did"}
                rest = row.n - round(row.value * row.n)
                yield rest, None, "period", (row.period,), {**asked, "who": "did_not"}


def test_those_who_waited_longest_come_first(workspace: Workspace) -> None:
    pair = ("visit", "search")
    found = workspace.behind("edge", *pair, sort="wait")
    waits = [one.wait_seconds for one in found.members]
    assert waits == sorted(waits, reverse=True)
    for one in found.members:
        events = workspace.journey(one.customer).events
        at = [datetime.fromisoformat(event.time) for event in events]
        own = [
            (after - before).total_seconds()
            for (before, after), names in zip(pairwise(at), pairwise(event.event for event in events), strict=True)
            if names == pair
        ]
        assert one.wait_seconds == max(own)
    pages = [workspace.behind("edge", *pair, sort="wait", limit=2, offset=at).members for at in range(0, len(waits), 2)]
    assert [one.customer for page in pages for one in page] == [one.customer for one in found.members]
    assert workspace.behind("step", "visit").members[0].wait_seconds is None
    with pytest.raises(BadOption):
        workspace.behind("step", "visit", sort="wait")


def test_waits_of_a_few_are_left_out_of_the_longest(workspace: Workspace) -> None:
    found = workspace.paths()
    assert found.waits.least == 6
    assert found.waits.rarer == sum(edge.customers < 6 for edge in found.edges) > 0
    medians = [edge.median_seconds for edge in found.waits.edges]
    assert medians == sorted(medians, reverse=True)
    assert min(edge.customers for edge in found.waits.edges) >= 6
    assert set(workspace.paths(least=1).waits.edges) == set(found.edges)
    with pytest.raises(BadOption):
        workspace.paths(least=0)


def groups(log: Workspace, scope: dict[str, Any]) -> Iterator[Told]:
    """Breakdowns: of a funnel, of metrics over time, of the channels of a step and a transition; and waits."""
    from cxloop.app.performance import performance as over_time

    steps = ("visit", "search", "buy")
    for by in ("channel", "score", "tag", "event = buy"):
        for group in log.funnel(steps, breakdown=by, window=None, **scope).breakdown:
            asked = {"by": by, "group": group.value, "window": None}
            for at, row in enumerate(group.steps):
                yield row.customers, None, "funnel", steps, {**asked, "number": at + 1}
                if at:
                    lost = group.steps[at - 1].customers - row.customers
                    yield lost, None, "funnel", steps, {**asked, "number": at + 1, "who": "did_not"}
    for by in ("channel", "score", "event = buy", "segment:buyers"):
        found = over_time(log, ["reaches:buy"], unit="week", by=by, **scope).metrics[0]
        for group in found.breakdown:
            asked = {"metric": "reaches:buy", "unit": "week", "by": by, "group": group.value or "(none)"}
            for row in group.values:
                yield row.n, row.n, "period", (row.period,), asked
                if row.value is not None:
                    yield round(row.value * row.n), None, "period", (row.period,), {**asked, "who": "did"}
    edge, step = log.edge("visit", "search", **scope), log.step("visit", **scope)
    for of, what, answer in (("edge", ("visit", "search"), edge), ("step", ("visit",), step)):
        for row in answer.channels:
            yield -1, row.count, of, what, {"by": "channel", "group": row.channel}
    for at, row in enumerate(edge.waits):
        low, high = row.low_seconds if at else None, row.high_seconds if at + 1 < len(edge.waits) else None
        yield -1, row.count, "edge", ("visit", "search"), {"low": low, "high": high}


@pytest.mark.parametrize("kind", [overview, paths, funnel, retention, performance, groups])
@pytest.mark.parametrize("scope", SCOPES, ids=["all", "filtered", "period", "cases"])
def test_as_many_are_behind_a_number_as_it_says(workspace: Workspace, kind: Any, scope: dict[str, Any]) -> None:
    told = list(kind(workspace, scope))
    assert sum(customers > 0 for customers, *_ in told) > 5
    for customers, events, of, what, options in told:
        found = workspace.behind(of, *what, **options, **scope)
        if customers >= 0:
            assert (found.customers, len(found.members)) == (customers, customers), (of, what, options)
        assert events in (None, found.events), (of, what, options)
        assert sum(one.times for one in found.members) == found.events


def test_a_bar_of_waits_leads_to_as_many_as_it_counts() -> None:
    waits = np.random.default_rng(3).exponential(3e9, 4000).astype(np.int64)
    time = np.cumsum(np.column_stack([np.full(len(waits), 10**12), waits]).ravel())
    events = Codes(np.tile([0, 1], len(waits)).astype(np.int32), ("visit", "buy"))
    columns = {"event": events, "channel": Codes(np.full(len(time), -1, np.int32), ())}
    journeys = Journeys(np.arange(0, len(time) + 1, 2), time, columns, tuple(map(str, range(len(waits)))))
    question = Edge("visit", "buy")
    for row in question.answer(question.measure(journeys)).waits[1:-1]:
        found = Transition("visit", "buy", row.low_seconds * 1e6, row.high_seconds * 1e6).rows(journeys)
        assert found.sum() == row.count


def test_both_sides_of_a_comparison_are_the_scopes_that_pages_ask_for(workspace: Workspace, pained: Workspace) -> None:
    rule = "channel = web"
    sides: tuple[dict[str, Any], ...] = ({"having": (rule,)}, {"lacking": (rule,)})
    listed = [row for row in pained.differences([rule]).differences if row.kind in ("step", "edge", "channel")]
    assert {row.kind for row in listed} >= {"step", "edge"}
    for row in listed[:12]:
        for side, count in zip(sides, (row.a_customers, row.b_customers), strict=True):
            assert pained.behind(row.kind, *row.what, **side).customers == count, row
    asked: dict[str, Any] = {"window": None}
    funnel = workspace.funnel(("visit", "buy"), compare=rule, **asked)
    retention = workspace.retention(compare=rule)
    for at, side in enumerate(sides):
        last = funnel.answers[at].steps[1].customers
        assert workspace.behind("funnel", "visit", "buy", **asked, **side).customers == last
        for back in retention.answers[at].curve:
            mine = workspace.behind("cohort", number=back.period, **side)
            assert mine.customers == round(back.share * back.customers)


def test_pages_follow_each_other(workspace: Workspace) -> None:
    for sort in ("last", "first", "times"):
        whole = workspace.behind("step", "visit", sort=sort).members
        pages = [workspace.behind("step", "visit", sort=sort, limit=4, offset=at).members for at in range(0, 40, 4)]
        assert tuple(one for page in pages for one in page) == whole
    assert [one.times for one in whole] == sorted((one.times for one in whole), reverse=True)
    for sort, turned in (("events", False), ("events", True), ("times", True), ("last", True), ("first", True)):
        whole = workspace.behind("step", "visit", sort=sort, reverse=turned).members
        down = turned if sort == "first" else not turned
        keys = [getattr(one, sort) for one in whole]
        assert keys == sorted(keys, reverse=down)
        pages = [
            workspace.behind("step", "visit", sort=sort, reverse=turned, limit=7, offset=at).members
            for at in range(0, 40, 7)
        ]
        assert tuple(one for page in pages for one in page) == whole[:42]


def test_the_events_that_make_it_are_marked_in_the_journey(workspace: Workspace) -> None:
    for member in workspace.behind("edge", "visit", "search").members:
        found = workspace.behind("edge", "visit", "search", customer=member.customer)
        events = workspace.journey(member.customer).events
        arrivals = [b.id for a, b in pairwise(events) if (a.event, b.event) == ("visit", "search")]
        assert list(found.marked) == arrivals
        assert member.events == len(events)
        marked = [one.time for one in events if one.id in arrivals]
        assert (member.first, member.last) == (marked[0], marked[-1])
    assert workspace.behind("step", "visit", customer="nobody").marked == ()


def test_the_group_is_told_in_both_languages(workspace: Workspace) -> None:
    for group, english, korean in (
        ("web", "Only channel: “web”.", "채널 기준으로 “web”만."),
        ("(none)", "whose channel is unknown.", "채널 값이 없는 쪽만."),
    ):
        found = workspace.behind("step", "visit", by="channel", group=group)
        for language, wanted in (("en", english), ("ko", korean)):
            assert wanted in text_of(found.report(language).says)


def test_an_event_leads_to_the_journey_that_it_is_in(workspace: Workspace) -> None:
    one, other = (workspace.journey(name).events[0].id for name in ("c3", "c4"))
    found = workspace.behind("event", one, customer="c3")
    assert [member.customer for member in found.members] == ["c3"]
    assert found.marked == (one,)
    assert {member.customer for member in workspace.behind("event", one, other).members} == {"c3", "c4"}


def test_what_cannot_be_asked_is_refused(workspace: Workspace) -> None:
    wrongs: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
        ("nothing", (), {}), ("step", (), {}), ("edge", ("visit",), {}), ("step", ("visit",), {"sort": "x"}),
        ("step", ("visit",), {"limit": 0}), ("step", ("visit",), {"offset": -1}), ("period", ("x",), {}),
        ("period", ("2026-01-01",), {"metric": "reaches:buy"}), ("funnel", ("visit",), {"number": 2}),
        ("time", ("x",), {"unit": "year"}), ("funnel", ("visit",), {"who": "both"}),
        ("step", ("visit",), {"by": "channel"}), ("variant", ("visit",), {"by": "channel", "group": "web"}),
        ("step", ("visit",), {"low": 1.0}), ("event", ("x",), {}), ("event", (), {}), ("arm", (), {}),
    ]  # fmt: skip
    for of, what, options in wrongs:
        with pytest.raises(BadOption):
            workspace.behind(of, *what, **options)
    with pytest.raises(UnknownStep):
        workspace.behind("step", "no such step")


@pytest.fixture(scope="module")
def pained(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Payments fail, and half of those whose payment fails leave; in one channel many are lost at the cart."""
    folder = tmp_path_factory.mktemp("shop")
    rng, lines = np.random.default_rng(4), ["customer,time,event,channel,plan"]
    for customer in range(3000):
        at = BEGIN + timedelta(minutes=int(rng.integers(0, 55 * 1440)))
        failed, channel = rng.random() < 0.3, rng.choice(["web", "app"])
        plan = "plus" if failed and customer % 3 else "basic"
        stays = {"visit": 0.95, "look": 0.9, "cart": 0.5 if channel == "app" else 0.95, "address": 0.92, "pay": 0.9}
        steps = ["visit"]
        for step, after in zip(stays, [*list(stays)[1:], "order"], strict=True):
            share = stays[step] * (0.5 if failed and step == "pay" else 1)
            if rng.random() > share:
                break
            steps += [*(["payment error"] if failed and step == "address" else []), after]
        lines += [
            f"c{customer},{at + timedelta(minutes=place)},{step},{channel},{'' if place else plan}"
            for place, step in enumerate(steps)
        ]
    (folder / "log.csv").write_text("\n".join(lines), "utf-8")
    opened = wiring.open(folder / "data")
    opened.import_(folder / "log.csv", customer="customer", times="time", event="event", channel="channel")
    return opened


def test_those_whom_a_pain_point_hits(pained: Workspace) -> None:
    found = pained.pains(["reaches:order"]).pains
    assert {"drop_off", "error"} <= {pain.kind for pain in found}
    assert any(hit.group == "plan" for pain in found for hit in pain.hardest_hit if pain.kind == "error")
    for pain in found:
        told = pained.behind("pain", pain.id, outcomes=("reaches:order",), limit=10_000)
        assert told.customers == pain.customers, pain.kind
        assert set(pain.examples) <= {one.customer for one in told.members}
        for hit in () if pain.kind == "drop_off" else pain.hardest_hit:
            part = {"by": hit.group, "group": hit.value}
            mine = pained.behind("pain", pain.id, outcomes=("reaches:order",), **part)
            assert mine.customers == hit.customers, hit
        if pain.kind != "drop_off":
            made = segments.add_segment(pained, pain.id, "kim", pain=pain.id, asked={"outcomes": ("reaches:order",)})
            assert segments.members(pained, made.segment.name) == {one.customer for one in told.members}
