"""Texts that people write, made into rules and scopes over the log at hand; unknown names are refused here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from cxloop.errors import BadOption, BadRule, Both, UnknownProperty, UnknownStep
from cxloop.model.duration import moment_us
from cxloop.model.rule import FIELDS, All, Any, Compare, In, Literal, Not, Rule, is_event, nfc, parse
from cxloop.model.segment import Segment
from cxloop.particles import particle
from cxloop.ports.index import JourneyIndex
from cxloop.questions.scope import Scope
from cxloop.understand.errors import CaselessStep, HiddenStep

PER: Final = ("customer", "case")
_OPERATOR: Final = re.compile(r"[=<>]|\s(in|contains|starts|is)\s", re.IGNORECASE)


def window_of(text: str | None) -> str | None:
    """A window as addresses and routes have it: `any` is no limit.

    >>> window_of("7d"), window_of("any")
    ('7d', None)
    """
    return None if text == "any" else text


def one_of(option: str, value: str, allowed: Sequence[str]) -> str:
    """The value, where it is allowed; BadOption else.

    >>> one_of("--per", "case", PER)
    'case'
    """
    if value not in allowed:
        raise BadOption(
            option=option,
            reason=Both(
                f"“{value}” is none of {', '.join(allowed)}",
                f"“{value}”{particle(value, '은')} {', '.join(allowed)} 중 하나가 아닙니다",
            ),
        )
    return value


def step_of(text: str, index: JourneyIndex) -> Rule:
    """The rule that a step stands for: the event of exactly this name (NFC), or called so, else the rule of the text.

    Raises UnknownStep, BadRule, UnknownProperty.
    """
    name = event_of(text, index)
    if name is not None:
        return is_event(name)
    if not _OPERATOR.search(text):
        raise no_step(text, index)
    try:
        rule = parse(text)
    except BadRule:
        if text.startswith(tuple(str(event)[:4] for event in index.events if len(event) > 3)):
            raise no_step(text, index) from None
        raise
    return checked(rule, index)


def event_named(text: str, events: Iterable[str]) -> str | None:
    """The event of this name, compared under NFC; None where there is none.

    >>> event_named("cart", ["visit", "cart"])
    'cart'
    """
    wanted = nfc(text)
    return next((name for name in events if nfc(name) == wanted), None)


def event_of(text: str, index: JourneyIndex) -> str | None:
    """The event that a text stands for, as the log spells it: by its name, else by what people call it; a merged one is
    the one it is seen as, a hidden one none."""
    meant: Iterable[str] = index.meant(text) if hasattr(index, "meant") else (text,)
    found = (event_named(name, index.events) for name in meant)
    return next((name for name in found if name is not None), None)


def no_step(text: str, index: JourneyIndex) -> UnknownStep:
    """Why a text stands for no event: there is none of that name, it is hidden, or it belongs to no case."""
    if hasattr(index, "hides") and index.hides(text):
        return HiddenStep(step=text)
    if hasattr(index, "customers") and event_of(text, index.customers()) is not None:
        return CaselessStep(step=text)
    return UnknownStep(step=text, known=getattr(index, "said", index.events))


def rule_of(text: str, index: JourneyIndex) -> Rule:
    """A filter's rule. Raises BadRule, UnknownProperty, and UnknownStep where it names an event there is none of."""
    return checked(parse(text), index)


def checked(rule: Rule, index: JourneyIndex) -> Rule:
    """The rule with every property spelled as the log spells it, and every event by its own name."""
    match rule:
        case Not(inner):
            return Not(checked(inner, index))
        case All(rules):
            return All(tuple(checked(part, index) for part in rules))
        case Any(rules):
            return Any(tuple(checked(part, index) for part in rules))
        case Compare("event", "=" | "!=", value):
            return replace(rule, value=_named(value, index))
        case In("event", values):
            return In("event", tuple(_named(value, index) for value in values))
        case Compare("channel", "=" | "!=" as operator, str(value)):
            placed = _placed(value, index)
            if len(placed) == 1:
                return replace(rule, value=placed[0])
            return In("channel", placed) if operator == "=" else Not(In("channel", placed))
        case In("channel", values):
            return In("channel", tuple(name for value in values for name in _placed(value, index)))
        case _:
            return replace(rule, field=field_of(rule.field, index))


def _named(value: Literal, index: JourneyIndex) -> Literal:
    """The value as it stands, or the event's own name where it is called something else."""
    text = value if isinstance(value, str) else f"{value:g}"
    name = event_of(text, index)
    if name is None:
        raise no_step(text, index)
    return value if nfc(name) == nfc(text) else name


def _placed(value: Literal, index: JourneyIndex) -> tuple[Literal, ...]:
    """The channels that a value stands for, by their own names; the value where there is none of them."""
    meant = index.channels_meant(value) if isinstance(value, str) and hasattr(index, "channels_meant") else ()
    return tuple(meant) or (value,)


def field_of(text: str, index: JourneyIndex) -> str:
    """A field of the log: a built-in one, else a property as the log spells it."""
    if text in FIELDS or text in index.properties:
        return text
    wanted = nfc(text)
    for name in index.properties:
        if nfc(name) == wanted:
            return name
    raise UnknownProperty(property=text, known=[*FIELDS, *index.properties])


def field_or_segment(text: str, index: JourneyIndex) -> str | Segment:
    """What journeys are split by: a field of the log, or a segment given as a rule."""
    try:
        return field_of(text, index)
    except UnknownProperty:
        if not _OPERATOR.search(text):
            raise
        return Segment(text, rule_of(text, index))


def scope_of(
    index: JourneyIndex,
    *,
    begin: str | None = None,
    end: str | None = None,
    where: str | None = None,
    per: str = "customer",
    having: Sequence[str] = (),
    lacking: Sequence[str] = (),
    between: Sequence[str] | None = None,
    zone: str = "UTC",
    among: frozenset[str] | None = None,
) -> Scope:
    """What the texts of a question's options ask to be looked at. among: only journeys of these customers."""
    if between is not None and len(between) != 2:
        raise BadOption(option="--between", reason=Both("two steps are needed", "단계 두 개가 필요합니다"))
    for option, text in (("--from", begin), ("--to", end), ("--where", where)):
        if text is not None and not text.strip():
            raise BadOption(option=option, reason=Both("it is empty", "비어 있습니다"))
    zone_named(zone)
    begin_us = None if begin is None else moment_us(begin, zone)
    end_us = None if end is None else moment_us(end, zone, end=True)
    if begin_us is not None and end_us is not None and begin_us >= end_us:
        raise BadOption(
            option="--from",
            reason=Both(f"{begin} is not before {end}", f"{begin}{particle(begin, '이')} {end}보다 앞서지 않습니다"),
        )
    return Scope(
        begin_us=begin_us,
        end_us=end_us,
        where=None if where is None else rule_of(where, index),
        having=tuple(step_of(text, index) for text in having),
        lacking=tuple(step_of(text, index) for text in lacking),
        between=(step_of(between[0], index), step_of(between[1], index)) if between else None,
        per=per,
        among=among,
    )


def zone_named(name: str) -> str:
    """The name of a time zone there is; BadOption else.

    >>> zone_named("Asia/Seoul")
    'Asia/Seoul'
    """
    try:
        return ZoneInfo(name).key
    except (OSError, ValueError, KeyError):
        raise BadOption(
            option="--zone",
            reason=Both(
                f"“{name}” is no time zone; write one like Asia/Seoul",
                f"“{name}”{particle(name, '은')} 시간대가 아닙니다. Asia/Seoul처럼 쓰세요",
            ),
        ) from None
