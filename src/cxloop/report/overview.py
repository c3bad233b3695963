"""The overview as it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from cxloop.report.beside import bars_of, both, differences_of, first_of, labels_of, named_of, nothing, sizes, sure_of
from cxloop.report.parts import Chart, Column, Report, Sentence, Series, Table, Unit
from cxloop.report.speech import NOWHERE, Speech

Plain = Mapping[str, Any]
_DATE: Final = len("2026-01-01")


def overview(plain: Plain, speech: Speech) -> Report:
    """What there is: over time, by channel, by step."""
    title = speech.t("overview.title")
    if not plain["events"]:
        return Report(title, speech.say("overview.none"))
    says = _says(plain, speech)
    sure: tuple[Sentence, ...] = (speech.say("sure.counted"),)
    bars: tuple[Chart, ...] = ()
    beside: tuple[Table, ...] = ()
    if compare := plain.get("compare"):
        says, sure = _both(compare, plain.get("per", "customer"), speech)
        bars, beside = bars_of(compare, speech.t("compare.title"), speech), differences_of(compare, speech)
    return Report(
        title,
        says,
        sure=sure,
        left_out=tuple(_left_out(plain, speech)),
        rests_on=rests_on(plain, speech),
        charts=(*bars, _over_time(plain, speech)),
        tables=(*beside, *_tables(plain, speech)),
    )


def rests_on(plain: Plain, speech: Speech) -> tuple[Sentence, ...]:
    """Events, customers and the identity map under an answer, as far as it knows them."""
    found: list[Sentence] = []
    per, people = plain.get("per", "customer"), plain.get("customers", plain.get("journeys"))
    if isinstance(people, int) and isinstance(plain.get("events"), int):
        counts = {"people": speech.people(people, per), "events": speech.some("event", plain["events"])}
        found.append(speech.say("rests_on.events", **counts))
    elif isinstance(people, int):
        found.append(speech.say("rests_on.people", people=speech.people(people, per)))
    if plain.get("period"):
        begin, end = (speech.day(plain["period"][name]) for name in ("from", "to"))
        found.append(speech.say("rests_on.period", begin=begin, end=end))
    if plain.get("identity"):
        version = str(plain["identity"]).rpartition("@")[2]
        key = "case" if per == "case" else "plain" if version == "0" else "merged"
        found.append(speech.say(f"rests_on.{key}", version=version))
    return tuple(found)


def _says(plain: Plain, speech: Speech) -> Sentence:
    channels = sum(row["channel"] not in (None, "", NOWHERE) for row in plain["channels"])
    says = speech.say(
        "overview.says" if channels else "overview.says.plain",
        customers=speech.people(plain["customers"], plain.get("per", "customer")),
        events=speech.some("event", plain["events"]),
        channels=speech.some("channel", channels),
        begin=speech.day(plain["period"]["from"]),
        end=speech.day(plain["period"]["to"]),
    )
    return (*says, " ", *apart) if (apart := _apart(plain, speech)) else says


def _apart(plain: Plain, speech: Speech) -> Sentence:
    """Events that are counted but lie outside of the period; empty where there are none."""
    if not (found := plain.get("strays")):
        return ()
    begin, end = speech.day(found["from"]), speech.day(found["to"])
    return speech.say("left_out.strays", events=speech.some("event", found["events"]), begin=begin, end=end)


def _both(compare: Plain, per: str, speech: Speech) -> tuple[Sentence, tuple[Sentence, ...]]:
    """How many are on either side and what of them differs most; how sure that is."""
    says = sizes(compare, [side["customers"] for side in compare["answers"]], per, speech)
    row = first_of(compare, "step", "channel")
    if row is None:
        return (*says, " ", *nothing(compare, speech)), sure_of(row, compare, per, speech)
    said = both("beside.overview", row, compare, speech, what=named_of(row, speech))
    return (*says, " ", *said), sure_of(row, compare, per, speech)


def _left_out(plain: Plain, speech: Speech) -> Iterator[Sentence]:
    if plain["over_time"]["partial"]:
        yield speech.say("chart.partial")
    if plain.get("compare") and (apart := _apart(plain, speech)):
        yield apart
    if plain.get("refused"):
        yield speech.say("left_out.refused", rows=speech.some("row", plain["refused"]))


def _over_time(plain: Plain, speech: Speech) -> Chart:
    sides: Sequence[Plain] = (plain,)
    names: Sequence[str] = (speech.t("word.events"),)
    if (compare := plain.get("compare")) and len({side["over_time"]["unit"] for side in compare["answers"]}) == 1:
        sides, names = compare["answers"], labels_of(compare, speech)
    counts = [{row["time"]: row["events"] for row in side["over_time"]["points"]} for side in sides]
    points = [{"time": time} for time in sorted({*counts[0], *counts[-1]})]
    labels = tuple(row["time"][:16].replace("T", " ") for row in points)
    ends = [side["over_time"]["points"][-1]["time"] if side["over_time"]["partial"] else None for side in sides]
    series = tuple(
        Series(
            name,
            tuple(known.get(row["time"]) for row in points),
            open=tuple(row["time"] == end for row in points),
        )
        for name, known, end in zip(names, counts, ends, strict=True)
    )
    last = max(plain["period"]["to"], points[-1]["time"] if points else "")[:10]
    shown = [one for one in plain.get("marks") or () if (one.get("date") or one["at"])[:10] <= last]
    marks = marks_on([row["time"] for row in points], shown)
    return Chart("lines", speech.t("overview.over_time"), labels, series, "count", marks=marks)


def marks_on(begins: Sequence[str], marks: Sequence[Plain]) -> tuple[tuple[int, str], ...]:
    """What happened since the first of some periods, each at the period that it falls into. begins: dates or moments.

    >>> marks_on(["2026-01-01", "2026-02-01"], [{"at": "2026-02-03T00:00:00Z", "title": "release"}])
    ((1, 'release'),)
    """
    found = [(one.get("date") or one["at"], one["title"]) for one in marks] if begins else []
    return tuple(
        (sum(begin <= at[: len(begin)] for begin in begins) - 1, title)
        for at, title in found
        if at >= begins[0][: len(at)]
    )


def _tables(plain: Plain, speech: Speech) -> Iterator[Table]:
    events, people = Column(speech.t("word.events"), "count"), people_column(plain, speech)
    channel = (Column(speech.t("word.channel")), Column(speech.t("word.kind")))
    rows = [
        (row["channel"], speech.t(f"kind.{row['kind']}"), row["events"], row["customers"]) for row in plain["channels"]
    ]
    yield Table(speech.t("overview.channels"), (*channel, events, people), tuple(rows))
    steps = tuple((row["step"], row["events"], row["customers"]) for row in plain["steps"])
    yield Table(speech.t("overview.steps"), (Column(speech.t("word.step")), events, people), steps)
    points = tuple((row["time"], row["events"], row["customers"]) for row in plain["over_time"]["points"])
    unit: Unit = "day" if all(len(row[0]) <= _DATE for row in points) else "moment"
    yield Table(speech.t("overview.over_time"), (Column(speech.t("word.time"), unit), events, people), points)


def people_column(plain: Plain, speech: Speech) -> Column:
    """The column of how many customers, or cases."""
    return Column(speech.t("word.cases" if plain.get("per") == "case" else "word.customers"), "count")
