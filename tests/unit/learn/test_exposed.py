"""Metrics over journeys from exposure on, against a slow way that is easy to believe."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from cxloop.learn.errors import BadMeasure
from cxloop.learn.exposed import EXPOSURES, Exposed
from cxloop.learn.measure import Measure
from cxloop.learn.per_unit import Asked
from cxloop.model.rule import is_event
from cxloop.questions.business_hours import BusinessHours
from cxloop.testing import journeys_from

SECOND, DAY = 1_000_000, 86_400_000_000
TEXTS = [
    "reaches:order", "adopts:order", "avoids:call", "csat:stars", "nps:stars", "returns:3",
    "count:call:down", "value", "sum:items", "rating:stars",
    "share:order/visit", "time:order", "duration", "resolution:opened/solved", "resolved:2h:opened/solved",
    "steps", "handovers", "rework",
]  # fmt: skip
SINCE, UNTIL = 5 * DAY, 40 * DAY


def history(seed: int, customers: int = 150) -> list[dict[str, Any]]:
    """Journeys with everything in them: several exposures, other flags, other variants, equal times."""
    rng = np.random.default_rng(seed)
    events = ["visit", "order", "call", "opened", "solved", "flag exposed", "Experiment Viewed"]
    rows = []
    for customer in range(customers):
        times = np.sort(rng.integers(0, 45, rng.integers(1, 25))) * DAY + rng.integers(0, 5) * 3600 * SECOND
        for time in times:
            event = str(rng.choice(events, p=[0.25, 0.12, 0.12, 0.12, 0.12, 0.2, 0.07]))
            row: dict[str, Any] = {"customer": f"c{customer}", "time_us": int(time), "event": event}
            variant = str(
                rng.choice(["new", "old", "other"], p=[0.1, 0.85, 0.05] if customer % 2 else [0.9, 0.08, 0.02])
            )
            if event == "flag exposed":
                row |= {"flag": str(rng.choice(["f", "g"], p=[0.9, 0.1])), "variant": variant}
            elif event == "Experiment Viewed":
                row |= {"experiment_name": "f", "variation_name": variant}
            elif event == "order":
                row |= {"value": float(rng.integers(1, 100)), "items": str(rng.integers(1, 9))}
            row["owner"] = str(rng.choice(["ann", "bob"])) if rng.random() < 0.6 else None
            row["stars"] = str(rng.integers(0, 11)) if rng.random() < 0.2 else "none"
            rows.append(row)
    return rows


NAMES = "customer time_us event value owner flag variant experiment_name variation_name items stars".split()


def journeys_of(rows: list[dict[str, Any]]) -> Any:
    return journeys_from({name: [row.get(name) for row in rows] for name in NAMES})


def asked(texts: list[str]) -> tuple[Asked, ...]:
    return tuple(Asked(one, tuple(map(is_event, one.steps))) for one in map(Measure.parse, texts))


def shown(row: dict[str, Any]) -> tuple[Any, Any]:
    """The flag and the variant that a row is an exposure to."""
    if row["event"] == "flag exposed":
        return row.get("flag"), row.get("variant")
    return (
        (row.get("experiment_name"), row.get("variation_name")) if row["event"] == "Experiment Viewed" else (None, None)
    )


def slowly(
    rows: list[dict[str, Any]], text: str, window_us: int | None
) -> tuple[dict[str, list[tuple[float, float]]], int, int]:
    """Of each arm: number and denominator of each unit; units in several arms; units without a value."""
    found: dict[str, list[tuple[float, float]]] = {"old": [], "new": []}
    several = missing = 0
    for _, journey in itertools.groupby(rows, key=lambda row: row["customer"]):
        own = list(journey)
        seen = [
            (place, shown(row)[1])
            for place, row in enumerate(own)
            if shown(row)[0] == "f" and SINCE <= row["time_us"] < UNTIL
        ]
        if not seen:
            continue
        arms = {arm if arm in found else "?" for _, arm in seen}
        if len(arms) > 1:
            several += 1
            continue
        [arm] = arms
        if arm == "?":
            continue
        place = seen[0][0]
        start = own[place]["time_us"]
        after = [
            row for row in own[place + 1 :]
            if row["time_us"] < UNTIL and (window_us is None or row["time_us"] <= start + window_us)
            and row["event"] not in ("flag exposed", "Experiment Viewed")
        ]  # fmt: skip
        number = one_slowly(Measure.parse(text), after, start)
        if number is None:
            missing += 1
        else:
            found[arm].append(number)
    return found, several, missing


def one_slowly(
    measure: Measure, after: list[dict[str, Any]], start: int, until: int = UNTIL
) -> tuple[float, float] | None:
    name = measure.name
    count = lambda event: float(sum(row["event"] == event for row in after))  # noqa: E731
    if name in ("reaches", "adopts"):
        return float(count(measure.steps[0]) > 0), 1
    if name == "avoids":
        return float(count(measure.steps[0]) == 0), 1
    if name == "returns":
        return float(any(DAY <= row["time_us"] - start <= (measure.length or 0) * DAY for row in after)), 1
    if name == "count":
        return count(measure.steps[0]), 1
    if name == "value":
        return sum(row.get("value") or 0.0 for row in after), 1
    if name == "sum":
        return sum(float(row.get("items") or 0) for row in after), 1
    if name in ("rating", "csat", "nps"):
        stars = [float(row["stars"]) for row in after if row["stars"] != "none"]
        scored = {
            "rating": stars,
            "csat": [one >= 4 for one in stars],
            "nps": [(one >= 9) - (one <= 6) for one in stars],
        }
        return float(sum(scored[name])), len(stars)
    if name == "share":
        return count(measure.steps[0]), count(measure.steps[1])
    if name == "time":
        return next((((row["time_us"] - start) / 1e6, 1) for row in after if row["event"] == measure.steps[0]), None)
    if name == "duration":
        return ((after[-1]["time_us"] - start) / 1e6 if after else 0.0), 1
    if name == "steps":
        return float(len(after)), 1
    if name == "handovers":
        owners = [row["owner"] for row in after if row["owner"]]
        return float(sum(one != other for one, other in itertools.pairwise(owners))), 1
    if name == "rework":
        return float(len(after) - len({row["event"] for row in after})), 1
    done, waiting = [], None
    for row in after:
        if row["event"] == measure.steps[0] and waiting is None:
            waiting = row["time_us"]
        elif row["event"] == measure.steps[1] and waiting is not None:
            done.append((row["time_us"] - waiting) / 1e6)
            waiting = None
    if name == "resolution":
        return sum(done), len(done)
    late = waiting is not None and (until - waiting) / 1e6 > (measure.length or 0)
    return float(sum(took <= (measure.length or 0) for took in done)), len(done) + late


@pytest.mark.parametrize("window_us", [None, 6 * DAY])
@pytest.mark.parametrize("text", TEXTS)
def test_every_metric_is_what_the_slow_way_says(text: str, window_us: int | None) -> None:
    for seed in range(4):
        rows = history(seed)
        question = Exposed("f", ("old", "new"), asked([text]), SINCE, UNTIL, window_us, seen=EXPOSURES[:2])
        found = question.answer(question.measure(journeys_of(rows)))
        expected, several, missing = slowly(rows, text, window_us)
        assert several > 0
        assert (found.several, found.missing[0]) == (several, missing)
        for place, arm in enumerate(("old", "new")):
            group, units = found.metrics[0][place], expected[arm]
            assert group.n == len(units) > 2
            assert missing or found.counts[place] == len(units)
            assert group.mean[0] == pytest.approx(np.mean([over for over, _ in units]), abs=1e-6)
            if question.asked[0].measure.kind == "ratio":
                assert group.mean[1] == pytest.approx(np.mean([under for _, under in units]))


def test_parts_add_up_to_the_whole() -> None:
    rows = history(9, 200)
    question = Exposed("f", ("old", "new"), asked(TEXTS), SINCE, UNTIL, 10 * DAY, seen=EXPOSURES[:2])
    whole = question.measure(journeys_of(rows))
    cut = next(at for at, row in enumerate(rows) if row["customer"] == "c77")
    parts = [question.measure(journeys_of(some)) for some in (rows[:cut], rows[cut:])]
    merged = question.merge(*parts)
    assert merged.counts.tolist() == whole.counts.tolist()
    assert (merged.several, merged.missing, merged.first_us, merged.last_us) == (
        whole.several, whole.missing, whole.first_us, whole.last_us,
    )  # fmt: skip
    for mine, others in zip(merged.metrics, whole.metrics, strict=True):
        for one, other in zip(mine, others, strict=True):
            assert one.n == other.n
            np.testing.assert_allclose(one.mean, other.mean, atol=1e-12)
            np.testing.assert_allclose(one.products, other.products, rtol=1e-9, atol=1e-6)


def test_what_came_before_takes_the_usual_out() -> None:
    rows: list[dict[str, Any]] = []
    for customer in range(40):
        usual, name, arm = customer % 5, f"c{customer:02}", ["old", "new"][customer % 2]
        rows += [{"customer": name, "time_us": SINCE - DAY + at, "event": "call"} for at in range(usual)]
        rows.append({"customer": name, "time_us": SINCE, "event": "flag exposed", "flag": "f", "variant": arm})
        calls = usual + customer % 2
        rows += [{"customer": name, "time_us": SINCE + DAY + at, "event": "call"} for at in range(calls)]
    question = Exposed("f", ("old", "new"), asked(["count:call:down"]), SINCE, UNTIL, 10 * DAY)
    found = question.measure(journeys_of([{"owner": None, "stars": "none", **row} for row in rows]))
    group = found.metrics[0][0]
    assert group.covariance[0, 1] == pytest.approx(group.covariance[0, 0]) == pytest.approx(group.covariance[1, 1])


def test_nobody_exposed_is_no_error() -> None:
    rows = [{"customer": "c", "time_us": SINCE, "event": "visit", "owner": "a", "stars": "none"}]
    question = Exposed("f", ("old", "new"), asked(TEXTS), SINCE, UNTIL)
    found = question.measure(journeys_of(rows))
    assert found.counts.tolist() == [0, 0]
    assert found.first_us == found.last_us == 0


def test_time_is_counted_while_it_is_open() -> None:
    hours = BusinessHours.parse("월-금 09:00-18:00 Asia/Seoul")
    seoul = 9 * 3600 * SECOND
    friday = 1 * DAY - seoul  # 1970-01-02 was a Friday
    rows = [
        {
            "customer": "c",
            "time_us": friday + 8 * 3600 * SECOND,
            "event": "flag exposed",
            "flag": "f",
            "variant": "old",
        },
        {"customer": "c", "time_us": friday + (17 * 3600 + 1800) * SECOND, "event": "opened"},
        {"customer": "c", "time_us": friday + 3 * DAY + (9 * 3600 + 900) * SECOND, "event": "solved"},
    ]
    rows = [{"owner": None, "stars": "none", **row} for row in rows]
    for given, minutes in ((hours, 45), (None, 3 * 1440 - 8 * 60 - 15)):
        question = Exposed("f", ("old", "new"), asked(["resolution:opened/solved"]), 0, UNTIL, hours=given)
        assert question.measure(journeys_of(rows)).metrics[0][0].mean[0] == minutes * 60


@pytest.mark.parametrize(
    "text",
    ["", "reaches", "reaches:", "returns:0", "returns:x", "value:7", "share:a", "share:a/a", "resolved:x:a/b",
     "resolved:45m:a", "conversion:a", "sum:", "count::down"],
)  # fmt: skip
def test_what_is_no_metric_is_refused(text: str) -> None:
    with pytest.raises(BadMeasure):
        Measure.parse(text)


@pytest.mark.parametrize("text", TEXTS)
def test_a_metric_reads_as_it_is_written(text: str) -> None:
    assert Measure.parse(str(Measure.parse(text))) == Measure.parse(text)


@pytest.mark.parametrize(
    "text", ["Mon-Fri 9-18", "Mon-Fri 18:00-09:00", "Xyz 09:00-18:00", "Mon 09:00-18:00 Nowhere/Else"]
)
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        BusinessHours.parse(text)
