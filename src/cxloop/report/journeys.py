"""Funnels, paths, retention and single journeys as they are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from cxloop.report.beside import (
    bars_of,
    both,
    differences_of,
    first_of,
    labels_of,
    lines_of,
    nothing,
    sizes,
    sure_of,
)
from cxloop.report.overview import people_column, rests_on
from cxloop.report.parts import Chart, Column, Map, Name, Report, Road, Sentence, Series, Stop, Table
from cxloop.report.speech import Speech
from cxloop.report.texts import TEXTS

Plain = Mapping[str, Any]
FEW: Final = 100
"""Customers below which a share is no more than a hint."""
_COHORT_COLUMNS: Final = 15
_MOST_PARTS: Final = 5


def sure_of_share(low: float | None, high: float | None, people: int, per: str, speech: Speech) -> tuple[Sentence, ...]:
    """How sure a share of so many is."""
    told = [speech.say("sure.interval", low=speech.share(low), high=speech.share(high))] if low is not None else []
    if people < FEW:
        told.append(speech.say("sure.few", people=speech.people(people, per)))
    return tuple(told)


def funnel(plain: Plain, speech: Speech) -> Report:
    """How many get from each step to the next."""
    steps, per = plain["steps"], plain.get("per", "customer")
    first, last = steps[0], steps[-1]
    says = speech.say("funnel.none", **{"from": Name(first["step"]), "to": Name(last["step"])})
    if last["customers"]:
        says = speech.say(
            "funnel.says",
            first=speech.people(first["customers"], per), last=speech.people(last["customers"], per),
            share=speech.share(last["share"]), median=speech.seconds(plain["median_seconds"]), to=Name(last["step"]),
            **{"from": Name(first["step"])},
        )  # fmt: skip
    says = (*says, *_biggest_loss(steps, per, speech))
    sure = sure_of_share(last["low"], last["high"], first["customers"], per, speech)
    people = people_column(plain, speech)
    tables = [_funnel_table(speech.t("funnel.title"), steps, people, speech)]
    compare = plain.get("compare")
    if compare:
        says, sure = _both_ways(compare, steps, per, speech)
        tables = [*differences_of(compare, speech), *tables]
        named = zip(labels_of(compare, speech), compare["answers"], strict=True)
        tables += [_funnel_table(name, side["steps"], people, speech) for name, side in named]
    window = plain.get("window_seconds")
    field = plain.get("breakdown_by") or ""
    by = speech.line("funnel.by", field=speech.t(f"field.{field}") if f"field.{field}" in TEXTS else field)
    tables += [
        _funnel_table(f"{by}: {speech.value(part['value'])}", part["steps"], people, speech)
        for part in plain.get("breakdown") or []
    ]
    labels = tuple(f"{at + 1}. {row['step']}" for at, row in enumerate(steps))
    whole = (Series(people.title, _shares(steps)),)
    parts = lines_of(compare, speech, len(steps), lambda side: _shares(side["steps"]))
    return Report(
        speech.t("funnel.title"),
        says,
        sure=sure,
        left_out=() if window is None else (speech.say("funnel.window", window=speech.seconds(window)),),
        rests_on=rests_on({**plain, "customers": first["customers"]}, speech),
        charts=(Chart("bars", speech.t("funnel.title"), labels, parts or (*whole, *_by(plain, speech)), "share"),),
        tables=tuple(tables),
    )


def _by(plain: Plain, speech: Speech) -> Iterator[Series]:
    """The largest parts of a breakdown."""
    for part in (plain.get("breakdown") or [])[:_MOST_PARTS]:
        yield Series(speech.value(part["value"]), _shares(part["steps"]))


def _both_ways(
    compare: Plain, steps: Sequence[Plain], per: str, speech: Speech
) -> tuple[Sentence, tuple[Sentence, ...]]:
    """Who of either side gets to the end, and where between two steps they differ most; how sure the surer of both
    is."""
    way = [steps[0]["step"], steps[-1]["step"]]
    rows = [row for row in compare["differences"] if row["what"] == way]
    said = [both("beside.funnel", row, compare, speech, **_from_to(row)) for row in rows[:1]]
    among = next((row for row in compare["differences"] if row["what"] != way), None)
    if among is not None:
        said.append(both("beside.transition", among, compare, speech, **_from_to(among)))
    if not said:
        return nothing(compare, speech), sure_of(None, compare, per, speech)
    says = (*said[0], *(part for one in said[1:] for part in (" ", *one)))
    return says, sure_of((rows[:1] or [among])[0], compare, per, speech)


def _from_to(row: Plain) -> dict[str, Name]:
    return {"from": Name(row["what"][0]), "to": Name(row["what"][1])}


def _biggest_loss(steps: Sequence[Plain], per: str, speech: Speech) -> Sentence:
    losses = [(a["customers"] - b["customers"], a, b) for a, b in pairwise(steps)]
    lost, before, after = max(losses, key=lambda one: one[0], default=(0, None, None))
    if len(steps) < 3 or lost <= 0 or before is None or after is None:
        return ()
    said = speech.say(
        "funnel.biggest", lost=speech.people(lost, per), to=Name(after["step"]), **{"from": Name(before["step"])}
    )
    return (" ", *said)


def _shares(steps: Sequence[Plain]) -> tuple[float | None, ...]:
    return tuple(row["share"] for row in steps)


def _funnel_table(title: str, steps: Sequence[Plain], people: Column, speech: Speech) -> Table:
    columns = (
        Column(speech.t("word.step")), people, Column(speech.t("word.share_first"), "share"),
        Column(speech.t("word.low"), "share"), Column(speech.t("word.high"), "share"),
        Column(speech.t("word.share_previous"), "share"), *_wait_columns(speech),
    )  # fmt: skip
    names = ("step", "customers", "share", "low", "high", "share_of_previous", "median_seconds", "p90_seconds")
    return Table(title, columns, tuple(tuple(row[name] for name in names) for row in steps))


def _wait_columns(speech: Speech) -> tuple[Column, Column]:
    return Column(speech.t("word.median"), "seconds"), Column(speech.t("word.p90"), "seconds")


def paths(plain: Plain, speech: Speech) -> Report:
    """How journeys run."""
    title, per = speech.t("paths.title"), plain.get("per", "customer")
    edges = sorted(plain["edges"], key=lambda row: -row["count"])
    if not plain["journeys"]:
        return Report(title, speech.say("paths.none"))
    says = speech.say("paths.single", journeys=speech.people(plain["journeys"], per))
    top = edges[0] if edges else None
    if top is not None:
        says = speech.say(
        "paths.says", journeys=speech.people(plain["journeys"], per), variants=speech.count(plain["variants"]),
        to=Name(top["to"]), customers=speech.people(top["customers"], per),
        median=speech.seconds(top["median_seconds"]), **{"from": Name(top["from"])},
    )  # fmt: skip
    variants = tuple((row["steps"], row["count"], row["share"]) for row in plain["top_variants"])
    way = (Column(speech.t("word.way"), "way"), people_column(plain, speech), Column(speech.t("word.share"), "share"))
    sure: tuple[Sentence, ...] = (speech.say("sure.counted"), speech.say("sure.waits"))
    compared: tuple[Table, ...] = ()
    drawn: tuple[Chart | Map, ...] = (_map(plain, speech),) if plain["steps"] else ()
    if compare := plain.get("compare"):
        row = first_of(compare, "edge")
        said = nothing(compare, speech) if row is None else both("beside.edge", row, compare, speech, **_from_to(row))
        says = (*sizes(compare, compare["journeys"], per, speech), " ", *said)
        sure, compared = sure_of(row, compare, per, speech), (_compared_edges(compare, speech),)
        # with too few for a difference, the transitions themselves
        known = [{**one, "kind": "edge", "what": (one["from"], one["to"]), "period": None} for one in compare["edges"]]
        shown = {**compare, "differences": compare["differences"] or known}
        drawn = bars_of(shown, speech.t("compare.title"), speech)
    waits = plain["waits"]
    least = speech.people(waits["least"], per)
    rarer = speech.say("paths.rarer", least=least, rarer=speech.count(waits["rarer"]))
    return Report(
        title,
        says,
        sure=sure,
        left_out=(rarer,) if waits["rarer"] else (),
        rests_on=rests_on(plain, speech),
        charts=drawn,
        tables=(
            *compared,
            _edge_table(speech.t("paths.longest"), waits["edges"], plain, speech),
            _edge_table(speech.t("paths.edges"), edges, plain, speech),
            Table(speech.t("paths.variants"), way, variants),
        ),
    )


def _map(plain: Plain, speech: Speech) -> Map:
    ends = ("starts", "ends", "start_share", "end_share")
    stops = tuple(
        Stop(row["step"], row["customers"], **{name: row.get(name) or 0 for name in ends}) for row in plain["steps"]
    )
    roads = tuple(Road(row["from"], row["to"], row["customers"], row["count"]) for row in plain["edges"])
    return Map(speech.t("paths.map"), stops, roads, plain.get("per", "customer"))


def _edge_table(title: str, edges: Sequence[Plain], plain: Plain, speech: Speech) -> Table:
    columns = (
        Column(speech.t("word.from")), Column(speech.t("word.to")), Column(speech.t("word.count"), "count"),
        people_column(plain, speech), Column(speech.t("word.share"), "share"), *_wait_columns(speech),
    )  # fmt: skip
    names = ("from", "to", "count", "customers", "share", "median_seconds", "p90_seconds")
    return Table(title, columns, tuple(tuple(row.get(name) for name in names) for row in edges))


def _compared_edges(compare: Plain, speech: Speech) -> Table:
    a, b = labels_of(compare, speech)
    columns = (
        Column(speech.t("word.from")), Column(speech.t("word.to")), Column(a, "share"), Column(b, "share"),
        Column(speech.t("word.difference"), "points"), Column(speech.t("word.low"), "points"),
        Column(speech.t("word.high"), "points"),
    )  # fmt: skip
    rows = sorted(compare["edges"], key=lambda row: -abs(row["difference"] or 0))
    names = ("from", "to", "a", "b", "difference", "low", "high")
    return Table(speech.t("compare.title"), columns, tuple(tuple(row[name] for name in names) for row in rows))


def retention(plain: Plain, speech: Speech) -> Report:
    """Who comes back."""
    curve, cohorts, unit, per = plain["curve"], plain["cohorts"], plain["unit"], plain.get("per", "customer")
    everybody = sum(row["customers"] for row in cohorts)
    labels = tuple(speech.some(unit, row["period"]) for row in curve)
    shares = [speech.share(row["share"]) for row in curve]
    counted = [speech.people(row["customers"], per) for row in curve]
    says = speech.say(
        "retention.short", customers=speech.people(everybody, per), cohorts=speech.count(len(cohorts))
    )  # fmt: skip
    sure: tuple[Sentence, ...] = ()
    if len(curve) == 2:
        says = speech.say("retention.once", customers=counted[1], share=shares[1], first=labels[1])
    if len(curve) > 2:
        far = min(len(curve) - 1, 4)
        says = speech.say(
            "retention.says", customers=counted[1], share=shares[1], first=labels[1],
            others=counted[far], later=shares[far], second=labels[far],
        )  # fmt: skip
    if len(curve) > 1:
        sure = sure_of_share(curve[1]["low"], curve[1]["high"], curve[1]["customers"], per, speech)
    series = Series(
        speech.t("retention.curve"), *(tuple(row[name] for row in curve) for name in ("share", "low", "high"))
    )
    people = people_column(plain, speech)
    heads = (Column(speech.t("word.cohort"), "day"), people, *(Column(label, "share") for label in labels))
    rows = tuple((row["cohort"], row["customers"], *row["shares"][: len(labels)]) for row in cohorts)
    compare = plain.get("compare")
    if compare:
        back = first_of(compare, "retention")
        if back is not None and not back["sure"]:
            back = min(compare["differences"], key=lambda row: row["period"])
        says, sure = nothing(compare, speech), sure_of(back, compare, per, speech)
        if back is not None:
            says = both("beside.retention", back, compare, speech, after=speech.some(unit, back["period"]))
    beside = lines_of(compare, speech, len(curve), lambda side: tuple(row["share"] for row in side["curve"]))
    return Report(
        speech.t("retention.title"),
        says,
        sure=sure,
        left_out=(speech.say("retention.open"),),
        rests_on=rests_on({**plain, "customers": everybody}, speech),
        charts=(Chart("lines", speech.t("retention.curve"), labels, beside or (series,), "share"),) if curve else (),
        tables=(
            *(differences_of(compare, speech, what=lambda row: (_after(row, unit, speech),)) if compare else ()),
            Table(speech.t("retention.cohorts"), heads, rows, brief=_COHORT_COLUMNS),
        ),
    )


def _after(row: Plain, unit: str, speech: Speech) -> str:
    """Who is back after how long, as one text."""
    return speech.line("differences.retention", a="", b="", after=speech.some(unit, row["period"]))


def edge(plain: Plain, speech: Speech) -> Report:
    """One step directly followed by another."""
    says = speech.say(
        "edge.says", customers=speech.people(plain["customers"], plain.get("per", "customer")), to=Name(plain["to"]),
        times=speech.count(plain["count"]), median=speech.seconds(plain["median_seconds"]),
        **{"from": Name(plain["from"])},
    )  # fmt: skip
    labels = tuple(speech.seconds(row["low_seconds"]) for row in plain["waits"])
    waits = Series(speech.t("word.count"), tuple(row["count"] for row in plain["waits"]))
    columns = (Column(speech.t("word.channel")), Column(speech.t("word.count"), "count"))
    return Report(
        speech.t("edge.title"),
        says,
        sure=(speech.say("sure.counted"), speech.say("sure.waits")),
        rests_on=rests_on(plain, speech),
        charts=(Chart("bars", speech.t("edge.waits"), labels, (waits,), "count"),),
        tables=(
            Table(
                speech.t("edge.waits"),
                (Column(speech.t("word.wait")), columns[1]),
                tuple(zip(labels, waits.values, strict=True)),
            ),
            Table(
                speech.t("overview.channels"),
                columns,
                tuple((row["channel"], row["count"]) for row in plain["channels"]),
            ),
        ),
    )


def step(plain: Plain, speech: Speech) -> Report:
    """One step and what is around it."""
    says = speech.say(
        "step.says", customers=speech.people(plain["customers"], plain.get("per", "customer")),
        step=Name(plain["step"]), times=speech.count(plain["count"]), ends=speech.share(plain["end_share"]),
    )  # fmt: skip
    around = tuple(_edge_table(speech.t(f"step.{name}"), plain[name], plain, speech) for name in ("before", "after"))
    return Report(
        speech.t("step.title"),
        says,
        sure=(speech.say("sure.counted"),),
        rests_on=rests_on(plain, speech),
        tables=around,
    )


def journey(plain: Plain, speech: Speech) -> Report:
    """The events of one customer or case."""
    events, title = plain["events"], speech.t("journey.title")
    begin, end = (speech.moment(events[at]["time"]) if events else "–" for at in (0, -1))
    says = speech.say(
        "journey.says",
        name=Name(str(plain["customer"])),
        events=speech.some("event", len(events)),
        begin=begin,
        end=end,
    )
    paid = any(row.get("value") is not None for row in events)
    columns = (
        Column(speech.t("word.time"), "moment"), Column(speech.t("word.event")), Column(speech.t("word.channel")),
        Column(speech.t("word.case")), Column(speech.t("word.owner")),
        *((Column(speech.t("word.money"), "money"),) if paid else ()),
        Column(speech.t("word.text")), Column(speech.t("word.event_id")),
    )  # fmt: skip
    names = ("time", "event", "channel", "case", "owner", *(("value",) if paid else ()), "text", "id")
    rows = tuple(tuple(row.get(name) for name in names) for row in events)
    return Report(title, says, rests_on=rests_on(plain, speech), tables=(Table(title, columns, rows),))


def members(plain: Plain, speech: Speech) -> Report:
    """Who is behind a number."""
    people = speech.people(plain["customers"], plain.get("per", "customer"))
    rows = tuple((str(row["customer"]),) for row in plain["members"])
    says = speech.say("members.says", people=people, shown=speech.count(len(rows)))
    title = speech.t("members.title")
    return Report(title, says, tables=(Table(title, (Column(speech.t("word.customer")),), rows),))
