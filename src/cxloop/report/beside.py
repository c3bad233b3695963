"""Two sides of a comparison as they are told: what both are called, what differs most, how sure that is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from math import ceil, hypot
from statistics import NormalDist
from typing import Any, Final

from cxloop.errors import CxloopError
from cxloop.model.rule import Compare, In, parse
from cxloop.model.segment import segment_named
from cxloop.report.parts import Chart, Column, Name, Sentence, Series, Table, Unit, plain_text
from cxloop.report.speech import NOWHERE, Speech

Plain = Mapping[str, Any]
_MOST_BARS: Final = 12
_PERIOD: Final = re.compile(r"(\d{4}-\d\d-\d\d\S*)? ?– ?(\d{4}-\d\d-\d\d\S*)?")


def sides_of(compare: Plain, speech: Speech) -> tuple[Sentence, Sentence]:
    """What both sides are called within a sentence.

    >>> sides_of({"groups": ["segment:Testers", "not (segment:Testers)"]}, Speech("en"))
    ((Name(text='Testers'),), ('the others',))
    """
    first, second = compare["groups"]
    others = second == f"not ({first})"
    return _side(first, speech), speech.say("beside.others") if others else _side(second, speech)


def labels_of(compare: Plain, speech: Speech) -> tuple[str, str]:
    """The same as labels of lines, columns and tables."""
    first, second = (plain_text(side) for side in sides_of(compare, speech))
    return first, second


def _side(group: str, speech: Speech) -> Sentence:
    name = segment_named(group)
    if name is not None:
        return (Name(name),)
    if (period := _PERIOD.fullmatch(group)) is not None:
        begin, end = period.groups()
        key = "between" if begin and end else "since" if begin else "until" if end else "ever"
        return speech.say(f"beside.{key}", begin=speech.day(begin), end=speech.day(end))
    try:
        rule = parse(group)
    except CxloopError:
        return (Name(group),)
    match rule:
        case Compare("channel" | "event", "=", value):
            return _all_of(rule.field, str(value), speech)
        case In("channel" | "event", (value,)):
            return _all_of(rule.field, str(value), speech)
    return speech.say("beside.rule", rule=Name(speech.called.rule(group)))


def _all_of(field: str, value: str, speech: Speech) -> Sentence:
    """Those with one value of a field."""
    called = speech.called.channel if field == "channel" else speech.called.step
    return speech.say(f"beside.{field}", name=Name(called(value)))


def both(key: str, row: Plain, compare: Plain, speech: Speech, /, **values: Any) -> Sentence:
    """A share of both sides in one sentence, with how far they are apart and whether that may be chance. row: a
    difference, as answers have them."""
    a, b = sides_of(compare, speech)
    verdict = verdict_of(row["difference"], row["sure"], "points", compare, speech)
    shares = {"x": speech.share(row["a"]), "y": speech.share(row["b"])}
    return speech.say(key, a=a, b=b, verdict=verdict, **shares, **values)


def verdict_of(difference: float, sure: bool, unit: Unit, compare: Plain, speech: Speech) -> Sentence:
    """Which side has more, how much, and whether that may be chance. difference: first side minus second."""
    long = unit == "seconds"
    way = "same" if not difference else (("lower", "shorter"), ("higher", "longer"))[difference > 0][long]
    size = speech.written(abs(difference), unit).lstrip("+")
    away = speech.say(f"beside.{way}", a=sides_of(compare, speech)[0], size=size)
    return speech.say("beside.sure" if sure else "beside.chance", away=away)


def nothing(compare: Plain, speech: Speech) -> Sentence:
    """That there are too few for anything to be told."""
    a, b = sides_of(compare, speech)
    return speech.say("beside.nothing", a=a, b=b)


def sure_of(row: Plain | None, compare: Plain, per: str, speech: Speech) -> tuple[Sentence, ...]:
    """How sure the difference is that a sentence names; None where there are too few for any."""
    if row is None:
        return (speech.say("beside.few"), *overlap_of(compare, per, speech))
    low, high, tested = speech.points(row["low"]), speech.points(row["high"]), compare["tested"]
    key = "interval" if tested == 1 else "corrected" if row["sure"] else "uncorrected"
    return (
        speech.say(f"beside.{key}", low=low, high=high, tested=speech.count(tested)),
        *overlap_of(compare, per, speech),
        speech.say("beside.observed"),
    )


def overlap_of(compare: Plain, per: str, speech: Speech) -> tuple[Sentence, ...]:
    """How many are on both sides, and what that does to the interval; nothing where nobody is."""
    overlap = compare["overlap"]
    if not overlap["customers"]:
        return ()
    people = speech.people(overlap["customers"], per)
    if overlap["allowed"]:
        return (speech.say("beside.both", people=people),)
    if not any(_PERIOD.fullmatch(group) for group in compare["groups"]):
        return (speech.say("beside.both.wider", people=people),)
    days = overlap["days"]
    common = (speech.say("beside.days", days=speech.some("day", ceil(days))),) if days else ()
    return (*common, speech.say("beside.both.periods", people=people))


def first_of(compare: Plain, *kinds: str) -> Plain | None:
    """What differs most, of some kinds: the largest of what is sure; of what may be chance, where nothing is. What all
    of one side do and nobody of the other is but another name for what makes the sides, and comes last."""
    rows = [row for row in compare["differences"] if row["kind"] in kinds]
    return next((row for row in rows if {row["a"], row["b"]} != {0.0, 1.0}), rows[0] if rows else None)


def sizes(compare: Plain, people: Sequence[int], per: str, speech: Speech) -> Sentence:
    """Both sides with how many they are."""
    a, b = sides_of(compare, speech)
    first, second = (speech.people(count, per) for count in people)
    return speech.say("beside.sizes", a=a, b=b, first=first, second=second)


def what_of(row: Plain, speech: Speech) -> str:
    """What a difference is of, as one text."""
    return plain_text(named_of(row, speech))


def named_of(row: Plain, speech: Speech) -> Sentence:
    """The same with its names apart."""
    if row["kind"] == "channel" and row["what"][0] == NOWHERE:
        return speech.say("differences.no_channel")
    what = [Name(str(name)) for name in row["what"]]
    after = speech.some("week", row["period"] or 0)
    return speech.say(f"differences.{row['kind']}", a=what[0] if what else "", b=what[-1] if what else "", after=after)


What = Callable[[Plain], tuple[str, ...]]


def differences_of(
    compare: Plain, speech: Speech, heads: Sequence[str] = (), what: What | None = None
) -> tuple[Table, ...]:
    """What differs, as a table, the sure ones first, the largest first in either; none where there are too few for any.
    heads: of the columns that say what it is; what(difference): what stands there."""
    if not compare["differences"]:
        return ()
    named = what or (lambda row: (what_of(row, speech),))
    a, b = labels_of(compare, speech)
    columns = (
        *map(Column, heads or (speech.t("differences.kind"),)), Column(a, "share"), Column(b, "share"),
        Column(speech.t("word.difference"), "points"), Column(speech.t("word.low"), "points"),
        Column(speech.t("word.high"), "points"), Column(speech.t("word.q"), "number"),
    )  # fmt: skip
    names = ("a", "b", "difference", "low", "high", "q")
    rows = tuple((*named(row), *(row[name] for name in names)) for row in compare["differences"])
    return (Table(speech.t("compare.title"), columns, rows),)


def bars_of(
    compare: Plain, title: str, speech: Speech, what: Callable[[Plain], str] | None = None
) -> tuple[Chart, ...]:
    """What differs most, a bar for either side; none where there are too few for any."""
    shown = compare["differences"][:_MOST_BARS]
    if not shown:
        return ()
    labels = tuple(what(row) if what else what_of(row, speech) for row in shown)
    sides = zip(labels_of(compare, speech), ("a", "b"), strict=True)
    series = tuple(Series(name, tuple(row[side] for row in shown)) for name, side in sides)
    return (Chart("bars", title, labels, series, "share"),)


def lines_of(
    compare: Plain | None, speech: Speech, count: int, values: Callable[[Plain], Sequence[float | None]]
) -> tuple[Series, ...]:
    """A line, or bars, for either side; values(answer): their values, of which `count` are shown: one side may have
    more than the other. Empty where nothing is compared."""
    if not compare:
        return ()
    named = zip(labels_of(compare, speech), compare["answers"], strict=True)
    return tuple(Series(name, (*values(side), *[None] * count)[:count]) for name, side in named)


def apart(a: Plain, b: Plain, looked_at: int = 1) -> tuple[float, float, float]:
    """How far two values with 95 % intervals are apart, a - b, and the interval of that, widened for how many were
    looked at (Bonferroni). Zou & Donner 2008, “Construction of confidence intervals about effect measures”.

    >>> apart({"value": 1.0, "low": 0.0, "high": 2.0}, {"value": 5.0, "low": 4.0, "high": 6.0})[0]
    -4.0
    """
    normal = NormalDist().inv_cdf
    wide = normal(1 - 0.025 / max(looked_at, 1)) / normal(0.975)
    difference = a["value"] - b["value"]
    low = difference - wide * hypot(a["value"] - a["low"], b["high"] - b["value"])
    high = difference + wide * hypot(a["high"] - a["value"], b["value"] - b["low"])
    return difference, low, high
