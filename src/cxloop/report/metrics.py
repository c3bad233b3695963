"""Metrics over time and verdicts as they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot
from typing import Any, Final

from cxloop.model.duration import seconds
from cxloop.report.beside import apart, labels_of, lines_of, nothing, overlap_of, sides_of, verdict_of
from cxloop.report.overview import marks_on, rests_on
from cxloop.report.parts import Chart, Column, Name, Report, Sentence, Series, Table, Unit, plain_text
from cxloop.report.speech import Speech
from cxloop.report.texts import TEXTS

Plain = Mapping[str, Any]
_UNITS: Final[dict[str, Unit]] = {
    "share": "share", "seconds": "seconds", "money": "money", "points": "rating", "score": "score", "count": "number"
}  # fmt: skip
_TWO: Final = ("share", "resolution")
_TIMED: Final = ("returns", "resolved")
_WHOLE: Final = ("time", "duration")


def metric_name(text: str, speech: Speech) -> Sentence:
    """A metric in words.

    >>> metric_name("reaches:order placed", Speech("en"))
    ('customers who get to ', Name(text='order placed'))
    """
    kind, _, rest = text.removesuffix(":up").removesuffix(":down").partition(":")
    if f"measure.{kind}" not in TEXTS:
        return (Name(text),)
    first, second = rest, ""
    if kind == "resolved":
        first, _, rest = rest.partition(":")
        second = rest.partition("/")[2]
    elif kind in _TWO:
        first, _, second = rest.partition("/")
    plain, step = kind in ("returns", "resolved"), speech.called.step
    return speech.say(f"measure.{kind}", first=first if plain else Name(step(first)), second=Name(step(second)))


def unit_of(unit: str) -> Unit:
    """How values of a metric are written."""
    return _UNITS.get(unit, "number")


def performance(plain: Plain, speech: Speech) -> Report:
    """Metrics over time."""
    told = [one for one in plain["metrics"] if len(values_told(one)) > 1]
    partial = (speech.say("chart.partial"),) if plain["partial"] else ()
    waiting = tuple(said for one in plain["metrics"] if (said := waiting_of(plain, one, speech)))
    short = waiting[0] if waiting else speech.say("performance.short")
    nothing_there = tuple(lacking_of(one, speech) for one in plain["metrics"] if one["reason"])
    counted = [one for one in plain["metrics"] if not one["reason"]]
    if nothing_there and not counted:
        short, nothing_there = nothing_there[0], nothing_there[1:]
    says = change_of(plain, told[0], speech) if told else short
    sure = tuple(_interval(values_told(one)[-1], one, speech) for one in told)
    beside: tuple[Table, ...] = ()
    if compare := plain.get("compare"):
        says, sure, beside = _both(compare, plain.get("per", "customer"), speech)
    return Report(
        speech.t("performance.title"),
        says,
        sure=sure,
        left_out=(*nothing_there, *partial, *waiting),
        rests_on=(*rests_on(plain, speech), *_counted(plain, speech)),
        charts=tuple(_chart(plain, one, speech) for one in counted),
        tables=(*beside, *(_table(plain, one, speech) for one in counted)),
    )


def lacking_of(one: Plain, speech: Speech) -> Sentence:
    """Why a metric has nothing to count."""
    name = one["metric"].removesuffix(":up").removesuffix(":down").partition(":")[2]
    return speech.say(f"metric.{one['reason']}", metric=metric_name(one["metric"], speech), property=Name(name))


def _counted(plain: Plain, speech: Speech) -> tuple[Sentence, ...]:
    """Who counts in a period, where the names of the metrics do not say it."""
    kinds = {one["metric"].partition(":")[0] for one in plain["metrics"]}
    counted = speech.say("performance.counted") if kinds - {*_WHOLE, *_TIMED, "resolution"} else ()
    began = speech.say("performance.began") if kinds & {*_WHOLE} else ()
    return tuple(filter(None, (counted, began)))


def _both(compare: Plain, per: str, speech: Speech) -> tuple[Sentence, tuple[Sentence, ...], tuple[Table, ...]]:
    """The metric that differs most between both sides, in the last whole period; how sure that is; all of them."""
    first, second = compare["answers"]
    pairs = [(a, _last(first, a, second, b)) for a, b in zip(first["metrics"], second["metrics"], strict=True)]
    known = [(one, *both) for one, both in pairs if both is not None]
    if not known:
        return nothing(compare, speech), (speech.say("beside.few"), *overlap_of(compare, per, speech)), ()
    found = [(one, a, b, *apart(a, b, len(known))) for one, a, b in known]
    found.sort(key=lambda each: -abs(each[3]) / max(each[5] - each[4], 1e-300))
    one, a, b, difference, low, high = found[0]
    unit: Unit = unit_of(one["unit"])
    away: Unit = "points" if unit == "share" else unit
    left, right = sides_of(compare, speech)
    says = speech.say(
        "beside.metric", metric=metric_name(one["metric"], speech), during=speech.during(a["period"], first["unit"]),
        a=left, b=right,
        x=speech.written(a["value"], unit), y=speech.written(b["value"], unit),
        verdict=verdict_of(difference, low > 0 or high < 0, away, compare, speech),
    )  # fmt: skip
    ends = {"low": speech.written(low, away), "high": speech.written(high, away), "tested": speech.count(len(known))}
    sure = speech.say("beside.corrected" if len(known) > 1 else "beside.interval", **ends)
    table = _differences(found, compare, speech)
    return says, (sure, *overlap_of(compare, per, speech), speech.say("beside.observed")), (table,)


def _differences(found: Sequence[tuple[Any, ...]], compare: Plain, speech: Speech) -> Table:
    """Each metric of both sides in the last whole period; they are of many units, and so written here."""
    heads = (
        speech.t("word.metric"), speech.t("word.period"), *labels_of(compare, speech),
        *(speech.t(f"word.{name}") for name in ("difference", "low", "high")),
    )  # fmt: skip

    def row(one: Plain, a: Plain, b: Plain, *ends: float) -> tuple[str, ...]:
        unit: Unit = unit_of(one["unit"])
        away: Unit = "points" if unit == "share" else unit
        values = (speech.written(side["value"], unit) for side in (a, b))
        name = plain_text(metric_name(one["metric"], speech))
        return name, speech.day(a["period"]), *values, *(speech.written(end, away) for end in ends)

    return Table(speech.t("compare.title"), tuple(map(Column, heads)), tuple(row(*each) for each in found))


def _last(first: Plain, a: Plain, second: Plain, b: Plain) -> tuple[Plain, Plain] | None:
    """A metric's values in the last whole period in which both sides have one."""
    both = zip(reversed(a["values"]), reversed(b["values"]), strict=False)
    whole = ((one, other) for one, other in both if one["whole"] and other["whole"])
    return next(((one, other) for one, other in whole if one["low"] is not None and other["low"] is not None), None)


def values_told(one: Plain) -> list[Plain]:
    """Values of whole periods: one that has only begun, or whose customers have not all had their time, is compared
    with nothing."""
    return [row for row in one["values"] if row["whole"] and row["value"] is not None]


def waiting_of(plain: Plain, one: Plain, speech: Speech) -> Sentence:
    """How many periods are over in which not all have had their time, and how long that is; empty where there are
    none."""
    waiting = sum(not row["whole"] for row in one["values"]) - plain["partial"]
    kind, _, rest = one["metric"].partition(":")
    if waiting <= 0 or kind not in _TIMED:
        return ()
    length = rest.partition(":")[0]
    time = speech.written(float(length) * 86_400 if kind == "returns" else seconds(length), "seconds")
    return speech.say(
        "performance.waiting", metric=metric_name(one["metric"], speech), time=time, count=speech.count(waiting)
    )


def change_of(plain: Plain, one: Plain, speech: Speech) -> Sentence:
    """What a metric is now, and how it changed; empty where there is nothing to compare with."""
    if len(values_told(one)) < 2:
        return ()
    before, last = values_told(one)[-2:]
    unit, change = unit_of(one["unit"]), last["value"] - before["value"]
    chance = hypot(before["high"] - before["low"], last["high"] - last["low"]) / 2
    words = "same" if abs(change) <= chance else "better" if (change > 0) == (one["good"] == "up") else "worse"
    long = unit == "seconds" and change != 0
    key = ("performance.says.shorter", "performance.says.longer")[change > 0] if long else "performance.says"
    return speech.say(
        key, metric=metric_name(one["metric"], speech), value=speech.written(last["value"], unit),
        during=speech.during(last["period"], plain["unit"]),
        change=speech.written(abs(change) if long else change, "points" if unit == "share" else unit),
        words=speech.t(f"performance.{words}"),
    )  # fmt: skip


def _interval(row: Plain, one: Plain, speech: Speech) -> Sentence:
    unit = unit_of(one["unit"])
    low, high = (speech.written(row[name], unit) for name in ("low", "high"))
    metric = metric_name(one["metric"], speech)
    return speech.say("performance.interval", metric=metric, low=low, high=high, n=speech.count(row["n"]))


def _chart(plain: Plain, one: Plain, speech: Speech) -> Chart:
    periods = [row["period"] for row in one["values"]]
    name = plain_text(metric_name(one["metric"], speech))
    groups = one["breakdown"] or [{"value": name, "values": one["values"]}]
    series = tuple(_series(speech.value(group["value"]), group["values"]) for group in groups)
    if plain.get("compare"):
        series = _series_of_sides(plain["compare"], one, len(periods), speech)
    marks = marks_on(periods, plain["marks"])
    return Chart("lines", name, tuple(periods), series, unit_of(one["unit"]), one["line"], marks)


def _series_of_sides(compare: Plain, one: Plain, count: int, speech: Speech) -> tuple[Series, ...]:
    """A line for either side with its interval; of two periods, the one beside the other."""
    value, low, high, whole = (
        lines_of(compare, speech, count, lambda side, part=part: [row[part] for row in _of(side, one)["values"]])  # type: ignore[misc]
        for part in ("value", "low", "high", "whole")
    )
    return tuple(
        Series(line.name, line.values, below.values, above.values, tuple(over is False for over in ends.values))
        for line, below, above, ends in zip(value, low, high, whole, strict=True)
    )


def _of(side: Plain, one: Plain) -> Plain:
    """The same metric of a side."""
    found: Plain = next(metric for metric in side["metrics"] if metric["metric"] == one["metric"])
    return found


def _series(name: str, values: Sequence[Plain]) -> Series:
    value, low, high = (tuple(row[part] for row in values) for part in ("value", "low", "high"))
    return Series(name, value, low, high, tuple(not row.get("whole", True) for row in values))


def _sides(plain: Plain, one: Plain, speech: Speech) -> list[Plain]:
    """A metric of both sides, where two are compared, as groups are."""
    if not (compare := plain.get("compare")):
        return []
    named = zip(labels_of(compare, speech), compare["answers"], strict=True)
    return [{"value": name, "values": _of(side, one)["values"]} for name, side in named]


def _table(plain: Plain, one: Plain, speech: Speech) -> Table:
    unit = unit_of(one["unit"])
    columns = (
        Column(speech.t("word.group")), Column(speech.t("word.period"), "day"), Column(speech.t("word.value"), unit),
        Column(speech.t("word.low"), unit), Column(speech.t("word.high"), unit), Column(speech.t("word.n"), "count"),
        Column(speech.t("performance.whole")),
    )  # fmt: skip
    groups = [*_sides(plain, one, speech), {"value": "", "values": one["values"]}, *one["breakdown"]]
    names = ("period", "value", "low", "high", "n")
    rows = tuple(
        (str(group["value"] or ""), *(row[name] for name in names), speech.t("word.yes" if row["whole"] else "word.no"))
        for group in groups
        for row in group["values"]
    )
    return Table(plain_text(metric_name(one["metric"], speech)), columns, rows)


def verdict(plain: Plain, speech: Speech) -> Report:
    """The measured result of a change against its target."""
    outcome = speech.t(f"verdict.{plain['outcome'] or 'running'}") if plain["final"] else speech.t("verdict.running")
    bounds = (plain.get("judgement") or {}).get("bounds")
    says = speech.say("verdict.open", outcome=outcome)
    if bounds:
        unit: Unit = "points" if plain["unit"] == "share" else unit_of(plain["unit"])
        effect, low, high = (speech.written(bounds[name], unit) for name in ("effect", "low", "high"))
        metric = metric_name(plain["metric"], speech)
        says = speech.say("verdict.says", outcome=outcome, metric=metric, effect=effect, low=low, high=high)
    periods, name = plain.get("periods") or [], plain_text(metric_name(plain["metric"], speech))
    days, unit = tuple(row["period"] for row in periods), unit_of(plain["unit"])
    charts = (Chart("lines", name, days, (_series(name, periods),), unit),) if periods else ()
    return Report(
        speech.t("verdict.title"),
        says,
        sure=(speech.say("verdict.experiment" if plain["experiment"] else "verdict.before_after"),),
        rests_on=rests_on(plain, speech),
        charts=charts,
        tables=(_arms(plain, speech),) if plain.get("analysis") else (),
    )


def _arms(plain: Plain, speech: Speech) -> Table:
    columns = (
        Column(speech.t("word.metric")), Column(speech.t("word.arm")), Column(speech.t("word.n"), "count"),
        *(Column(speech.t(f"word.{name}"), "number") for name in ("mean", "effect", "low", "high", "lift")),
    )  # fmt: skip
    names = ("arm", "n", "mean", "effect", "low", "high", "lift")
    rows = tuple(
        (plain_text(metric_name(one["metric"], speech)), *(arm[name] for name in names))
        for one in plain["analysis"]["metrics"]
        for arm in one["arms"]
    )
    return Table(speech.t("verdict.arms"), columns, rows)
