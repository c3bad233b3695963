"""Pain points, asked in the words people use, and how two groups or periods are hit by each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from cxloop.app.between import period_names, share
from cxloop.app.outcome_choice import choose, looks_rated
from cxloop.app.pains import find_pains, for_outcome, look_for, looked_at
from cxloop.app.resolve import step_of
from cxloop.app.understand import Asker, Ground, Groups, cases_in
from cxloop.errors import NoEvents
from cxloop.model.outcome import Outcome
from cxloop.model.rule import Rule, nfc
from cxloop.understand.differing import Share, differing
from cxloop.understand.held import Held
from cxloop.understand.landscape import Landscape
from cxloop.understand.membership import Struck
from cxloop.understand.overview import Overview, OverviewAnswer
from cxloop.understand.pains import Pains, PainsBeside
from cxloop.understand.striking import HowManyStruck

_OPTIONAL: Final = frozenset({"due", "owner", "value"})


def pains(
    ground: Ground,
    outcomes: Sequence[str] = (),
    *,
    compare: str | Sequence[str] | None = None,
    compare_begin: str | None = None,
    compare_end: str | None = None,
    **scope: Any,
) -> Pains:
    """Where customers struggle, by what it does to the outcomes; one is chosen and named where none is given. With
    something to compare, also how many of each side every pain point hits.

    Raises NoEvents, NoAmounts, BadOutcome, BadOption, BadRule, UnknownStep, UnknownProperty, UnknownRecord.
    """
    if isinstance(outcomes, str):
        outcomes = (outcomes,)
    wanted = [Outcome.parse(text) for text in outcomes]
    asker = Asker(ground, **scope)
    asker.prepare(_columns(asker, wanted))
    overview = asker.ask(Overview())
    if not overview.events:
        raise NoEvents()
    reason = ""
    if not wanted:
        chosen, reason = usual_outcome(asker, scope, overview)
        wanted = [chosen]
    found = find_pains(
        asker.ask,
        wanted,
        lambda text: step_of(text, asker.index),
        events=asker.index.events,
        counts=_counts(asker, overview),
        optional=_OPTIONAL,
        properties=asker.index.properties,
        few=asker.index.few,
        reason=reason,
        identity=asker.index.identity,
        per=asker.whose,
        meanings=asker.naming.meanings,
        lens=asker.left_out(),
    )
    if compare_begin or compare_end:
        other = Asker(ground, **{**scope, "begin": compare_begin, "end": compare_end})
        other.index = asker.index  # codes of events are those of this one
        names = period_names(asker.dates, other.dates)
        return _beside(found, asker, Groups(names, asker, other, overlap=asker.overlap(other)))
    return _beside(found, asker, asker.groups(compare)) if compare else found


def _beside(found: Pains, asker: Asker, groups: Groups) -> Pains:
    """With how many of both sides are hit; what counts as one is the same for both, as the whole scope has it."""
    shares: list[Share] = []
    for outcome in found.outcomes:
        landscape, optional = looked_before(asker, Outcome.parse(outcome))
        told = [one for one in found.pains if one.outcome == outcome and one.same_as is None]
        mine = [one for one in told if groups.made_of.isdisjoint(map(nfc, (one.step, *one.others)))]
        frictions = tuple((one.kind, one.step, one.others) for one in mine)
        hits = groups.ask(HowManyStruck(landscape, frictions, optional))
        for one, *counts in zip(mine, *(each.tolist() for each in hits), strict=True):
            shares.append(share("pain", (one.id,), counts))
    differences, tested = differing(shares)
    return replace(found, compare=PainsBeside(groups.names, tested, differences, groups.overlap))


def struck(ground: Ground, kind: str, step: str, others: tuple[str, ...], outcome: str, **scope: Any) -> frozenset[str]:
    """Who was hit by a friction, as pain points for this outcome have it. Raises UnknownStep."""
    asker = Asker(ground, **scope)
    name = asker.event(step)
    landscape, optional = looked_before(asker, Outcome.parse(outcome))
    return asker.ask(Struck(landscape, kind, name, others, optional))


def looked_before(asker: Asker, outcome: Outcome) -> tuple[Landscape, frozenset[str]]:
    """The log as pain points for an outcome look at it, and which columns of it they may read. Raises UnknownStep."""
    asker.prepare(_columns(asker, (outcome,)))
    index = asker.index
    landscape = looked_at(
        asker.ask, counts=_counts(asker, asker.ask(Overview())), optional=_OPTIONAL, properties=index.properties,
        few=index.few, meanings=asker.naming.meanings,
    )  # fmt: skip
    return for_outcome(landscape, outcome, step_meant(asker, outcome)), _OPTIONAL


def _columns(asker: Asker, outcomes: Sequence[Outcome]) -> frozenset[str]:
    """All that pain points for these outcomes read."""
    look = look_for(_OPTIONAL, asker.index.properties, asker.index.few)
    rated = {f"property:{one.property_name}" for one in outcomes if one.kind == "rating"}
    known = {f"property:{name}" for name in asker.index.properties}
    return look.columns | Overview().columns | (rated & known)


def step_meant(asker: Asker, outcome: Outcome) -> Rule | None:
    """The step that an outcome is about. Raises UnknownStep."""
    return None if outcome.step is None else step_of(outcome.step, asker.index)


def _counts(asker: Asker, overview: OverviewAnswer) -> list[int]:
    """How often each event occurs, by code."""
    counts = {nfc(row.step): row.events for row in overview.steps}
    return [counts.get(nfc(name), 0) for name in asker.index.events]


def usual_outcome(asker: Asker, scope: dict[str, Any], overview: OverviewAnswer) -> tuple[Outcome, str]:
    """What the log seems to be about, and why. scope: the options that it was asked with."""
    steps = [(row.step, row.customers) for row in overview.steps]
    columns = {f"property:{name}": name for name in asker.index.properties if looks_rated(name)}
    held = asker.ask(Held(tuple(columns))) if columns else {}
    rated = [name for column, name in columns.items() if held[column].numbers]
    return choose(steps, rated, journeys=overview.customers, cases=cases_in(asker, scope))
