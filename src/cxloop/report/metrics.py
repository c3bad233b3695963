"""Metrics over time and verdicts as they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot
from typing import Any, Final

from cxloop.report.overview import marks_on, rests_on
from cxloop.report.parts import Chart, Column, Name, Report, Sentence, Series, Table, Unit, plain_text
from cxloop.report.speech import Speech
from cxloop.report.texts import TEXTS

Plain = Mapping[str, Any]
_UNITS: Final[dict[str, Unit]] = {
    "share": "share", "seconds": "seconds", "money": "money", "points": "rating", "score": "score", "count": "number"
}  # fmt: skip
_TWO: Final = ("share", "resolution")


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
    plain = kind in ("returns", "resolved")
    return speech.say(f"measure.{kind}", first=first if plain else Name(first), second=Name(second))


def unit_of(unit: str) -> Unit:
    """How values of a metric are written."""
    return _UNITS.get(unit, "number")


def performance(plain: Plain, speech: Speech) -> Report:
    """Metrics over time."""
    told = [one for one in plain["metrics"] if len(values_told(plain, one)) > 1]
    partial = (speech.say("performance.partial"),) if plain["partial"] else ()
    return Report(
        speech.t("performance.title"),
        change_of(plain, told[0], speech) if told else speech.say("performance.short"),
        sure=tuple(_interval(values_told(plain, one)[-1], one, speech) for one in told),
        left_out=partial,
        rests_on=rests_on(plain, speech),
        charts=tuple(_chart(plain, one, speech) for one in plain["metrics"]),
        tables=tuple(_table(one, speech) for one in plain["metrics"]),
    )


def values_told(plain: Plain, one: Plain) -> list[Plain]:
    """Values of whole periods: one that has only begun is compared with nothing."""
    values = one["values"][:-1] if plain["partial"] else one["values"]
    return [row for row in values if row["value"] is not None]


def change_of(plain: Plain, one: Plain, speech: Speech) -> Sentence:
    """What a metric is now, and how it changed; empty where there is nothing to compare with."""
    if len(values_told(plain, one)) < 2:
        return ()
    before, last = values_told(plain, one)[-2:]
    unit, change = unit_of(one["unit"]), last["value"] - before["value"]
    chance = hypot(before["high"] - before["low"], last["high"] - last["low"]) / 2
    words = "same" if abs(change) <= chance else "better" if (change > 0) == (one["good"] == "up") else "worse"
    said = speech.say(
        "performance.says", metric="\0", value=speech.written(last["value"], unit),
        period=speech.day(last["period"]), change=speech.written(change, "points" if unit == "share" else unit),
        words=speech.t(f"performance.{words}"),
    )  # fmt: skip
    return _placed(said, metric_name(one["metric"], speech))


def _placed(sentence: Sentence, inner: Sentence) -> Sentence:
    """A sentence with another one where it holds a mark."""
    parts: list[str | Name] = []
    for part in sentence:
        if isinstance(part, Name) or "\0" not in part:
            parts.append(part)
            continue
        before, after = part.split("\0")
        parts += [*([before] if before else []), *inner, after]
    return tuple(parts)


def _interval(row: Plain, one: Plain, speech: Speech) -> Sentence:
    unit = unit_of(one["unit"])
    low, high = (speech.written(row[name], unit) for name in ("low", "high"))
    said = speech.say("performance.interval", metric="\0", low=low, high=high, n=speech.count(row["n"]))
    return _placed(said, metric_name(one["metric"], speech))


def _chart(plain: Plain, one: Plain, speech: Speech) -> Chart:
    periods = [row["period"] for row in one["values"]]
    groups = one["breakdown"] or [{"value": "", "values": one["values"]}]
    series = tuple(_series(str(group["value"] or one["metric"]), group["values"]) for group in groups)
    marks = marks_on(periods, plain["marks"])
    name = plain_text(metric_name(one["metric"], speech))
    return Chart("lines", name, tuple(periods), series, unit_of(one["unit"]), one["line"], marks)


def _series(name: str, values: Sequence[Plain]) -> Series:
    return Series(name, *(tuple(row[part] for row in values) for part in ("value", "low", "high")))


def _table(one: Plain, speech: Speech) -> Table:
    unit = unit_of(one["unit"])
    columns = (
        Column(speech.t("word.group")), Column(speech.t("word.period"), "day"), Column(speech.t("word.value"), unit),
        Column(speech.t("word.low"), unit), Column(speech.t("word.high"), unit), Column(speech.t("word.n"), "count"),
    )  # fmt: skip
    groups = [{"value": "", "values": one["values"]}, *one["breakdown"]]
    names = ("period", "value", "low", "high", "n")
    rows = tuple(
        (str(group["value"] or ""), *(row[name] for name in names)) for group in groups for row in group["values"]
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
        said = speech.say("verdict.says", outcome=outcome, metric="\0", effect=effect, low=low, high=high)
        says = _placed(said, metric_name(plain["metric"], speech))
    periods = plain.get("periods") or []
    charts = (
        Chart("lines", plain["metric"], tuple(row["period"] for row in periods), (_series(plain["metric"], periods),),
              unit_of(plain["unit"])),
    ) if periods else ()  # fmt: skip
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
        (one["metric"], *(arm[name] for name in names)) for one in plain["analysis"]["metrics"] for arm in one["arms"]
    )
    return Table(speech.t("verdict.arms"), columns, rows)
