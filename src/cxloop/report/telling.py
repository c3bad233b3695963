"""Which answer is told how: each question's answer, as plain values, becomes a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, cast

from cxloop.model.rule import nfc
from cxloop.report import behind, differences, digest, journeys, metrics, overview, pains, rows
from cxloop.report.asked import narrowed, unseen
from cxloop.report.other import other
from cxloop.report.parts import Report, Sentence, Table
from cxloop.report.speech import Speech

Plain = Mapping[str, Any]
TOLD: Final[dict[str, Callable[[Plain, Speech], Report]]] = {
    "overview": overview.overview,
    "funnel": journeys.funnel,
    "funnel/customers": journeys.members,
    "paths": journeys.paths,
    "retention": journeys.retention,
    "edge": journeys.edge,
    "step": journeys.step,
    "journey": journeys.journey,
    "behind": behind.behind,
    "differences": differences.differences,
    "pains": pains.pains,
    "performance": metrics.performance,
    "digest": digest.digest,
    "verdicts/{number}": metrics.verdict,
    "pains/{pain}": pains.pain,
    "sql": rows.rows,
    "sql/{number}": rows.rows,
}


def tell(question: str, plain: Plain, speech: Speech, asked: Mapping[str, Any] | None = None) -> Report:
    """The answer to a question as a report. asked: what it was narrowed to, as the query string of its address has it.

    >>> answer = {"customer": "anna", "events": []}
    >>> tell("journey", answer, Speech("en")).title
    'Journey'
    """
    report = TOLD[question](plain, speech) if question in TOLD else other(question, plain, speech)
    more = (*narrowed(asked or {}, speech), *unseen(plain.get("lens"), speech))
    sure = tuple(map(_begun, report.sure))
    whole = replace(report, says=_begun(report.says), sure=sure, left_out=(*more, *report.left_out))
    return cast(Report, composed(whole))


def composed(value: Any) -> Any:
    """What is read or drawn, in Unicode normal form C: a typeface has syllables, and none of the letters that a
    decomposed one is made of. The rows of tables stay as they are.

    >>> len(composed(Report("\u1100\u1161", ())).title)
    1
    """
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, tuple):
        return tuple(map(composed, value))
    if isinstance(value, Table):
        return replace(value, title=nfc(value.title), columns=composed(value.columns))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: composed(getattr(value, one.name)) for one in fields(value)})
    return value


def _begun(sentence: Sentence) -> Sentence:
    """A sentence with a capital at its beginning, unless it begins with a name."""
    match sentence:
        case (str(first), *rest):
            return (first[:1].upper() + first[1:], *rest)
        case _:
            return sentence
