"""Who is behind a number, as it is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from cxloop.report.metrics import metric_name
from cxloop.report.overview import rests_on
from cxloop.report.parts import Column, Name, Report, Sentence, Table, text_of
from cxloop.report.speech import NOWHERE, Speech
from cxloop.report.texts import TEXTS

Plain = Mapping[str, Any]
_MOST_NAMED: Final = 8
_DATED: Final = frozenset({"time", "cohort", "period"})


def behind(plain: Plain, speech: Speech) -> Report:
    """Who they are, how often each of them was counted, and when."""
    title, per = speech.t("behind.title"), plain.get("per", "customer")
    waited = plain["of"] == "edge"
    columns = (
        Column(speech.t("word.case" if per == "case" else "word.customer")),
        *([Column(speech.t("behind.wait"), "seconds")] if waited else ()), Column(speech.t("behind.times"), "count"),
        Column(speech.t("behind.all_events"), "count"), Column(speech.t("behind.first"), "moment"),
        Column(speech.t("behind.last"), "moment"),
    )  # fmt: skip
    names = ("customer", *(["wait_seconds"] if waited else ()), "times", "events", "first", "last")
    rows = tuple(tuple(row[name] for name in names) for row in plain["members"])
    says = (*_says(plain, speech), *_listed(plain, speech))
    table = Table(title, columns, rows)
    return Report(title, says, sure=(speech.say("sure.counted"),), rests_on=rests_on(plain, speech), tables=(table,))


def _says(plain: Plain, speech: Speech) -> Sentence:
    of, what, who = plain["of"], plain["what"], plain.get("who")
    people = speech.people(plain["customers"], plain.get("per", "customer"))
    names: list[str | Name] = [Name(speech.day(one)) if of in _DATED else Name(str(one)) for one in what]
    key = f"behind.{of}"
    if of == "funnel":
        names = [names[(plain["number"] or len(names)) - 1]]
    if of == "arm":
        names = [names[0], _side(str(what[1]), speech) if len(what) > 1 else speech.t("behind.arm.both")]
    if of in ("funnel", "cohort", "period", "arm") and (who or (of == "cohort" and plain["number"] is not None)):
        key += f".{who or 'did'}"
    if of == "channel" and what[0] == NOWHERE:
        key += ".none"
    if of == "period":
        names = [Name(speech.during(str(what[0]), plain.get("unit") or "week"))]
    if of == "cohort" and not what:
        names = [Name(speech.t("behind.every_cohort"))]
    way: list[str | Name] = []
    for name in names[:_MOST_NAMED]:
        way += [" → ", name] if way else [name]
    values: dict[str, Any] = {"people": people, "a": names[0] if names else "", "b": names[-1] if names else ""}
    values["after"] = speech.some(plain.get("unit") or "week", plain["number"] or 0)
    values["metric"] = Name(text_of(metric_name(plain["metric"], speech))) if plain.get("metric") else ""
    parts: list[str | Name] = []
    for part in speech.say(key, **values, way="{way}"):
        if isinstance(part, str) and "{way}" in part:
            before, after = part.split("{way}", 1)
            parts += [before, *way, " → …" * (len(names) > _MOST_NAMED) + after]
        else:
            parts.append(part)
    if plain.get("by"):
        key = "behind.group.none" if plain["group"] == NOWHERE else "behind.group"
        parts += [" ", *speech.say(key, by=_field(str(plain["by"]), speech), group=Name(str(plain["group"])))]
    return tuple(part for part in parts if part != "")


def _field(by: str, speech: Speech) -> str | Name:
    """A field that every log has in words, else a property by its name."""
    return speech.t(f"field.{by}") if f"field.{by}" in TEXTS else Name(by)


def _side(name: str, speech: Speech) -> str | Name:
    """An arm by its name, or a time around the change."""
    if name in ("before", "after"):
        return speech.t(f"behind.arm.{name}")
    dated = re.fullmatch(r"\d{4}-\d{2}-\d{2}", name)
    return speech.line("behind.arm.period", day=speech.day(name)) if dated else Name(name)


def _listed(plain: Plain, speech: Speech) -> Sentence:
    shown, begin = len(plain["members"]), plain["offset"]
    if shown == plain["customers"]:
        return ()
    span = {"begin": speech.count(begin + 1), "end": speech.count(begin + shown)}
    return (" ", *speech.say("behind.listed", **span)) if shown else ()
