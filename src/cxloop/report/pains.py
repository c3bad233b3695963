"""Pain points as they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cxloop.report.beside import bars_of, both, differences_of, first_of, nothing, sure_of
from cxloop.report.metrics import metric_name
from cxloop.report.overview import rests_on
from cxloop.report.parts import Chart, Column, Name, Report, Sentence, Series, Table, Unit, text_of
from cxloop.report.speech import Speech

Plain = Mapping[str, Any]
SURE: Final = 0.05
_MOST_BARS: Final = 10
_GRAVE: Final = ("few", "one_event", "one_step")
_COUNTED: Final = ("reaches", "avoids", "returns")


def pains(plain: Plain, speech: Speech) -> Report:
    """The ranked list; what is beyond chance is drawn."""
    beyond = [one for one in plain["pains"] if _sure(one) and not one.get("same_as")]
    tested = speech.count(plain["tested"])
    says: Sentence = (*_none(plain, speech), " ", *speech.say("pains.instead"))
    if beyond:
        top = beyond[0]
        says = speech.say(
            "pains.says", count=speech.count(len(beyond)), tested=tested, kind=kind_of(top["kind"], speech),
            step=Name(top["step"]),
        )  # fmt: skip
    sure: tuple[Sentence, ...] = tuple(speech.say(f"pains.{one}") for one in ("sure", "decides", "observed"))
    beside: tuple[Table, ...] = ()
    bars: tuple[Chart, ...] = (_bars(beyond[:_MOST_BARS], plain, speech),) if beyond else ()
    if compare := plain.get("compare"):
        says, sure = _both(compare, plain["pains"], plain.get("per", "customer"), speech)
        by_id = {one["id"]: (one["step"], kind_of(one["kind"], speech)) for one in plain["pains"]}
        heads = (speech.t("word.step"), speech.t("word.kind"))
        beside = differences_of(compare, speech, heads, lambda row: by_id[row["what"][0]])
        bars = bars_of(compare, speech.t("compare.title"), speech, lambda row: ": ".join(by_id[row["what"][0]]))
    outcome = text_of(metric_name(plain["outcome"], speech))
    return Report(
        speech.t("pains.title"),
        says,
        sure=sure,
        left_out=(speech.say("pains.outcome", outcome=outcome),),
        rests_on=(*rests_on(plain, speech), *_worth(plain, speech)),
        charts=bars,
        tables=(*beside, _table(plain, speech)),
    )


def _worth(plain: Plain, speech: Speech) -> tuple[Sentence, ...]:
    """The money that costs are counted in, and where it is from."""
    per = plain.get("per", "customer")
    return tuple(
        speech.say(
            "pains.worth", step=Name(speech.called.step(one["outcome"].partition(":")[2])),
            people=speech.people(one["journeys"], per),
            **{name: speech.written(one[name], "money") for name in ("mean", "low", "high")},
        )
        for one in plain["worth"]
    )  # fmt: skip


def _none(plain: Plain, speech: Speech) -> Sentence:
    """Why there is nothing to tell: the gravest that the log lacks, or that chance may explain what there is."""
    people = speech.people(plain["journeys"], plain.get("per", "customer"))
    why = next((what for what in plain["lacking"] if what in _GRAVE), None)
    if why is None and plain["tested"]:
        return speech.say("pains.none", tested=speech.count(plain["tested"]), people=people)
    return speech.say(f"pains.none.{why or 'untested'}", people=people, steps=speech.count(plain["steps"]))


def _both(compare: Plain, pains: Sequence[Plain], per: str, speech: Speech) -> tuple[Sentence, tuple[Sentence, ...]]:
    """Which pain point hits either side most differently, and how sure that is."""
    row = first_of(compare, "pain")
    if row is None:
        return nothing(compare, speech), sure_of(row, compare, per, speech)
    one = next(one for one in pains if one["id"] == row["what"][0])
    named = {"kind": kind_of(one["kind"], speech), "step": Name(one["step"])}
    return both("beside.pain", row, compare, speech, **named), sure_of(row, compare, per, speech)


def kind_of(kind: str, speech: Speech) -> str:
    """A kind of friction in words."""
    return speech.t(f"kind.{kind}")


def _unit_of(plain: Plain) -> Unit:
    """The unit of effects on the outcome."""
    outcome = str(plain["outcome"])
    return "points" if outcome.startswith(_COUNTED) else "seconds" if outcome.startswith("duration") else "effect"


def reach_of(plain: Plain, speech: Speech) -> Column:
    """The column of how many customers, or cases, are hit."""
    return Column(speech.t("pains.reach.case" if plain.get("per") == "case" else "pains.reach"), "count")


def cost_unit(one: Plain, speech: Speech) -> str | None:
    """What the cost of a pain point is counted in; None where it has none."""
    if one.get("cost") is None:
        return None
    return speech.t(f"cost.{str(one['cost_unit']).partition(' ')[0]}")


def _bars(beyond: list[Plain], plain: Plain, speech: Speech) -> Chart:
    labels = tuple(f"{one['step']}: {kind_of(one['kind'], speech)}" for one in beyond)
    reach = reach_of(plain, speech).title
    series = Series(reach, tuple(one["customers"] for one in beyond))
    return Chart("bars", reach, labels, (series,), "count")


def costs_of(pains: Sequence[Plain], speech: Speech) -> tuple[Column, ...]:
    """The cost, with its unit in the head where all have the same, else in a column beside it."""
    title, units = speech.t("word.cost"), {cost_unit(one, speech) for one in pains} - {None}
    if len(units) > 1:
        return Column(title, "number"), Column(speech.t("word.unit"))
    unit: Unit = "seconds" if units == {speech.t("cost.seconds")} else "number"
    return (Column(f"{title} ({units.pop()})" if units else title, unit),)


def _beyond(one: Plain, speech: Speech) -> str:
    """Whether it is beyond chance, and why not where the interval alone does not say so."""
    return speech.t(f"pains.chance.{one['chance']}" if one["chance"] else f"word.{'yes' if _sure(one) else 'no'}")


def _sure(one: Plain) -> bool:
    return one["q"] is not None and one["q"] < SURE


def _table(plain: Plain, speech: Speech) -> Table:
    """Everything that was tested; where none of it is beyond chance, the title says so."""
    effect, costs = _unit_of(plain), costs_of(plain["pains"], speech)
    columns = (
        Column(speech.t("word.step")), Column(speech.t("word.kind")), Column(speech.t("word.channel")),
        reach_of(plain, speech), Column(speech.t("differences.sure")),
        Column(speech.t("word.share"), "share"), Column(speech.t("word.effect"), effect),
        Column(speech.t("word.low"), effect), Column(speech.t("word.high"), effect),
        *costs, Column(speech.t("word.since"), "day"), Column(speech.t("word.q"), "number"),
    )  # fmt: skip
    names = ("share", "effect", "low", "high", "cost")
    rows = tuple(
        (one["step"], kind_of(one["kind"], speech), one["channel"], one["customers"], _beyond(one, speech),
         *(one.get(name) for name in names), *(cost_unit(one, speech) for _ in costs[1:]), one.get("since"), one["q"])
        for one in plain["pains"]
    )  # fmt: skip
    title = speech.t("pains.title" if any(map(_sure, plain["pains"])) else "pains.maybe")
    return Table(title, columns, rows, brief=10)


def pain(plain: Plain, speech: Speech) -> Report:
    """One pain point: whom it hits, what it does to them, how sure that is."""
    one = plain["pain"]
    unit = _unit_of(plain)
    low, high = (speech.written(one[name], unit) for name in ("low", "high"))
    way = (("lower", "shorter"), ("higher", "longer"))[one["effect"] > 0][unit == "seconds"]
    away = speech.line(f"pain.{way}", size=speech.written(abs(one["effect"]), unit).lstrip("+"))
    says = speech.say(
        "pain.says", step=Name(one["step"]), kind=kind_of(one["kind"], speech), share=speech.share(one["share"]),
        people=speech.people(one["customers"], plain.get("per", "customer")), away=away,
        outcome=text_of(metric_name(plain["outcome"], speech)),
    )  # fmt: skip
    beyond = one["q"] < SURE
    table = _table({**plain, "pains": [one]}, speech)
    names = ("group", "value", "customers", "share", "share_of_others")
    hit = tuple(tuple(row[name] for name in names) for row in one["hardest_hit"])
    columns = (
        Column(speech.t("word.group")), Column(speech.t("word.value")), reach_of(plain, speech),
        Column(speech.t("word.share"), "share"), Column(speech.t("pain.others"), "share"),
    )  # fmt: skip
    return Report(
        speech.t("pain.title"),
        says,
        sure=(
            speech.say("pain.interval", low=low, high=high),
            speech.say(f"pain.chance.{one['chance']}" if one["chance"] else f"pain.{'beyond' if beyond else 'chance'}"),
            speech.say("pains.observed"),
        ),
        left_out=(speech.say("pain.compared"),),
        rests_on=(*rests_on({**plain, "customers": one["customers"]}, speech), *_worth(plain, speech)),
        tables=(table, Table(speech.t("pain.hardest"), columns, hit)) if hit else (table,),
    )
