"""The week as it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cxloop.report.metrics import change_of, metric_name, performance, unit_of, values_told
from cxloop.report.pains import cost_unit, costs_of, kind_of, reach_of
from cxloop.report.parts import Column, Name, Report, Sentence, Table, plain_text
from cxloop.report.speech import Speech

Plain = Mapping[str, Any]


def digest(plain: Plain, speech: Speech) -> Report:
    """What changed, what hurts most, what was decided, what waits."""
    over_time = performance(plain["performance"], speech)
    lines = tuple(_lines(plain, speech))
    return Report(
        speech.t("digest.title"),
        over_time.says,
        sure=lines,
        left_out=over_time.left_out,
        rests_on=over_time.rests_on,
        charts=over_time.charts[:2],
        tables=tuple(_tables(plain, speech)),
    )


def _lines(plain: Plain, speech: Speech) -> Iterator[Sentence]:
    for one in plain["performance"]["metrics"][1:]:
        if said := change_of(plain["performance"], one, speech):
            yield said
    if plain["pains"]:
        top, new = plain["pains"][0], sum(one["new"] for one in plain["pains"])
        yield speech.say(
            "digest.pains" if new else "digest.pains.known", count=speech.count(plain["beyond_chance"]),
            new=speech.count(new), step=Name(top["step"]), kind=kind_of(top["kind"], speech),
            people=speech.people(top["customers"], plain["per"]),
        )  # fmt: skip
    else:
        yield speech.say("digest.no_pains")
    for one in plain["happened"]:
        yield speech.say(f"digest.{one['sort']}", title=Name(one["title"]), day=speech.day(one["at"]))
    for learned in plain["lessons"]:
        yield speech.say("digest.lesson", learned=Name(learned))
    for title in plain["waiting"]:
        yield speech.say("digest.waiting", title=Name(title))


def _tables(plain: Plain, speech: Speech) -> Iterator[Table]:
    columns = (
        Column(speech.t("word.metric")), Column(speech.t("digest.of"), "day"),
        *(Column(speech.t(f"digest.{name}")) for name in ("week", "before")),
    )  # fmt: skip
    rows = [told for one in plain["performance"]["metrics"] if (told := _row(plain, one, speech))]
    yield Table(speech.t("performance.title"), columns, tuple(rows))
    costs = costs_of(plain["pains"], speech)
    heads = (
        Column(speech.t("word.step")), Column(speech.t("word.kind")), Column(speech.t("word.channel")),
        reach_of(plain, speech), Column(speech.t("word.share"), "share"), *costs, Column(speech.t("word.since"), "day"),
    )  # fmt: skip
    names = ("channel", "customers", "share", "cost")
    pains = tuple(
        (one["step"], kind_of(one["kind"], speech), *(one[name] for name in names),
         *(cost_unit(one, speech) for _ in costs[1:]), one["since"])
        for one in plain["pains"]
    )  # fmt: skip
    yield Table(speech.t("pains.title"), heads, pains)


def _row(plain: Plain, one: Plain, speech: Speech) -> tuple[Any, ...] | None:
    values = values_told(one)
    if len(values) < 2:
        return None
    unit = unit_of(one["unit"])
    return (
        plain_text(metric_name(one["metric"], speech)),
        values[-1]["period"],
        *(speech.written(values[at]["value"], unit) for at in (-1, -2)),
    )
