"""Two sides of a comparison as they are told: what both are called, what differs most, how sure that is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from math import hypot
from statistics import NormalDist
from typing import Any, Final

from cxloop.errors import CxloopError
from cxloop.model.rule import Compare, In, parse
from cxloop.model.segment import segment_named
from cxloop.report.parts import Name, Sentence, Series, plain_text
from cxloop.report.speech import Speech

Plain = Mapping[str, Any]
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
            return speech.say(f"beside.{rule.field}", name=Name(str(value)))
        case In("channel" | "event", (value,)):
            return speech.say(f"beside.{rule.field}", name=Name(str(value)))
    return speech.say("beside.rule", rule=Name(group))


def both(key: str, row: Plain, compare: Plain, speech: Speech, /, **values: Any) -> Sentence:
    """A share of both sides in one sentence, with how far they are apart and whether that may be chance. row: a
    difference, as answers have them."""
    a, b = sides_of(compare, speech)
    verdict = speech.line(
        "beside.sure" if row["sure"] else "beside.chance", difference=speech.points(row["difference"])
    )
    shares = {"x": speech.share(row["a"]), "y": speech.share(row["b"])}
    return speech.say(key, a=a, b=b, verdict=verdict, **shares, **values)


def nothing(compare: Plain, speech: Speech) -> Sentence:
    """That there are too few for anything to be told."""
    a, b = sides_of(compare, speech)
    return speech.say("beside.nothing", a=a, b=b)


def sure_of(row: Plain | None, compare: Plain, speech: Speech) -> tuple[Sentence, ...]:
    """How sure the difference is that a sentence names; None where there are too few for any."""
    if row is None:
        return (speech.say("beside.few"),)
    low, high, tested = speech.points(row["low"]), speech.points(row["high"]), compare["tested"]
    key = "interval" if tested == 1 else "corrected" if row["sure"] else "uncorrected"
    return (speech.say(f"beside.{key}", low=low, high=high, tested=speech.count(tested)), speech.say("beside.observed"))


def first_of(compare: Plain, *kinds: str) -> Plain | None:
    """What differs most, of some kinds: the surest and largest. What all of one side do and nobody of the other is but
    another name for what makes the sides, and comes last."""
    rows = [row for row in compare["differences"] if row["kind"] in kinds]
    return next((row for row in rows if {row["a"], row["b"]} != {0.0, 1.0}), rows[0] if rows else None)


def sizes(compare: Plain, people: Sequence[int], per: str, speech: Speech) -> Sentence:
    """Both sides with how many they are."""
    a, b = sides_of(compare, speech)
    first, second = (speech.people(count, per) for count in people)
    return speech.say("beside.sizes", a=a, b=b, first=first, second=second)


def lines_of(
    compare: Plain | None, speech: Speech, values: Callable[[Plain], tuple[float | None, ...]]
) -> tuple[Series, ...]:
    """A line, or bars, for either side; values(answer): their values. Empty where nothing is compared."""
    if not compare:
        return ()
    named = zip(labels_of(compare, speech), compare["answers"], strict=True)
    return tuple(Series(name, values(side)) for name, side in named)


def apart(a: Plain, b: Plain, looked_at: int = 1) -> tuple[float, float, float]:
    """How far two values with 95 % intervals are apart, b - a, and the interval of that, widened for how many were
    looked at (Bonferroni). Zou & Donner 2008, “Construction of confidence intervals about effect measures”.

    >>> apart({"value": 1.0, "low": 0.0, "high": 2.0}, {"value": 5.0, "low": 4.0, "high": 6.0})[0]
    4.0
    """
    normal = NormalDist().inv_cdf
    wide = normal(1 - 0.025 / max(looked_at, 1)) / normal(0.975)
    difference = b["value"] - a["value"]
    low = difference - wide * hypot(b["value"] - b["low"], a["high"] - a["value"])
    high = difference + wide * hypot(b["high"] - b["value"], a["value"] - a["low"])
    return difference, low, high
