"""Pain points from a log: pick the outcome, look once, test every friction, test again beside the pains found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from cxloop.errors import NoAmounts, UnknownProperty
from cxloop.model.duration import iso
from cxloop.model.label import GUESSED_ALL, Meanings
from cxloop.model.outcome import Outcome
from cxloop.model.rule import Rule
from cxloop.ports.engine import Notes
from cxloop.questions.lens import LeftOut
from cxloop.understand.failing import says_status
from cxloop.understand.friction.drop_off import LossPass
from cxloop.understand.lacking import lacking
from cxloop.understand.landscape import STEPS, Landscape, Look
from cxloop.understand.outcomes import steps_meant
from cxloop.understand.pains import (
    METHOD,
    Pain,
    Pains,
    Tested,
    distinct,
    effects_of,
    pain_of_loss,
    pains_of_tally,
    ranked,
)
from cxloop.understand.trial_pass import Tally, TrialPass
from cxloop.understand.worth import Brings, Worth

Ask = Callable[..., Any]
StepReader = Callable[[str], Rule]
_TRAITS = 6


def find_pains(
    ask: Ask,
    outcomes: Sequence[Outcome],
    read_step: StepReader,
    *,
    events: Sequence[str],
    counts: Sequence[int],
    optional: frozenset[str],
    properties: Sequence[str],
    few: Sequence[str],
    reason: str,
    identity: str,
    per: str = "customer",
    meanings: Meanings = GUESSED_ALL,
    lens: LeftOut | None = None,
) -> Pains:
    """Pain points for some outcomes.

    ask: asks a question of the journeys. read_step: an outcome's step as a rule. events, counts: event names and how
    often each occurs, by code. optional: which of due, owner, value the log has. properties: names that may tell
    failure; few: those of them with few values, which may be a trait of the customer. meanings: what people said of
    channels and events; lens: what was kept from all this.
    """
    found: list[Pain] = []
    worth: list[Worth] = []
    landscape: Landscape | None = None
    for outcome in outcomes:
        step = read_step(outcome.step) if outcome.step is not None else None
        if outcome.kind == "rating" and outcome.property_name not in properties:
            raise UnknownProperty(property=outcome.property_name, known=list(properties))
        if landscape is None:
            landscape = looked_at(
                ask, counts=counts, optional=optional, properties=properties, few=few, meanings=meanings
            )
        if outcome.kind == "value" and not landscape.valued:
            raise NoAmounts()
        brings = _worth(ask, landscape, outcome, step)
        worth += [brings] if brings is not None else []
        found += _of_outcome(ask, for_outcome(landscape, outcome, step), outcome, step, optional, brings)
    pains = ranked(found)
    assert landscape is not None
    return Pains(
        outcome=str(outcomes[0]),
        outcomes=tuple(str(one) for one in outcomes),
        as_of=iso(landscape.period[1]),
        identity=identity,
        reason=reason,
        method=METHOD,
        tested=len(pains),
        pains=pains,
        per=per,
        lens=lens,
        journeys=landscape.total,
        steps=len(landscape.steps(1)),
        lacking=lacking(landscape),
        worth=tuple(worth),
    )


def looked_at(
    ask: Ask,
    *,
    counts: Sequence[int],
    optional: frozenset[str],
    properties: Sequence[str],
    few: Sequence[str],
    meanings: Meanings = GUESSED_ALL,
) -> Landscape:
    """The log as a whole, as far as detectors have to know it; options as of `find_pains`."""
    frequent = tuple(sorted(np.argsort(-np.asarray(counts), kind="stable")[:STEPS].tolist()))
    look = replace(look_for(optional, properties, few), frequent=frequent, meanings=meanings)
    landscape: Landscape = ask(look)
    return replace(landscape, traits=dict(list(landscape.traits.items())[:_TRAITS]))


def look_for(optional: frozenset[str], properties: Sequence[str], few: Sequence[str]) -> Look:
    """The question that `looked_at` asks, but for which events are frequent: its columns can be told without them."""
    statuses = tuple(name for name in properties if says_status(name))
    return Look((), tuple(name for name in few if name not in statuses), optional, statuses=statuses)


def for_outcome(landscape: Landscape, outcome: Outcome, step: Rule | None) -> Landscape:
    """The log as it is looked at for one outcome. step: the outcome's own."""
    goals = steps_meant(step, landscape.events) if outcome.kind == "reaches" else frozenset()
    return replace(
        landscape,
        skipped=_skipped(landscape, outcome, step),
        goals=goals & {landscape.name(label) for label in landscape.steps(1)},
        timed=outcome.kind == "duration",
    )


def _skipped(landscape: Landscape, outcome: Outcome, step: Rule | None) -> frozenset[str]:
    """Steps at which friction says nothing of the outcome: the outcome itself; where time is the outcome, the
    steps of every visit, since early visits have the longest time before them."""
    if outcome.kind in ("returns", "duration"):
        return landscape.timeless()
    return landscape.paid if outcome.kind == "value" else steps_meant(step, landscape.events)


def _of_outcome(
    ask: Ask,
    landscape: Landscape,
    outcome: Outcome,
    step: Rule | None,
    optional: frozenset[str],
    worth: Worth | None,
) -> list[Pain]:
    notes: Notes = {}
    tally, harmful = _tested(ask, landscape, outcome, step, optional, notes)
    accepted = tuple(one.index for one in harmful or ())
    losing = LossPass(landscape, outcome, step, optional, accepted)
    if harmful is not None:
        effects = tuple((one.index, one.effect.mean) for one in harmful)
        question = TrialPass(
            landscape, outcome, step, optional, accepted, effects=effects, losses=losing, repeated=True
        )
        tally = tally.again(ask(question, notes=notes))
        losses = tally.losses
    else:
        losses = tuple(ask(losing))
    value = None if worth is None else worth.mean
    return pains_of_tally(tally, landscape, outcome, value) + [
        pain_of_loss(loss, landscape, outcome, value) for loss in losses
    ]


def losing_at(
    ask: Ask, landscape: Landscape, outcome: Outcome, step: Rule | None, optional: frozenset[str]
) -> LossPass:
    """The question that finds who is lost, beside the frictions that do harm."""
    harmful = _tested(ask, landscape, outcome, step, optional, {})[1]
    return LossPass(landscape, outcome, step, optional, tuple(one.index for one in harmful or ()))


def _tested(
    ask: Ask, landscape: Landscape, outcome: Outcome, step: Rule | None, optional: frozenset[str], notes: Notes
) -> tuple[Tally, list[Tested] | None]:
    """What was hit by what, and which of it does harm, tested beside each other; None where nothing seems to."""
    question = TrialPass(landscape, outcome, step, optional)
    tally: Tally = ask(question, notes=notes)
    first = distinct(tally, effects_of(tally, outcome))
    if not first:
        return tally, None
    tally = tally.again(ask(replace(question, accepted=tuple(one.index for one in first), repeated=True), notes=notes))
    return tally, distinct(tally, effects_of(tally, outcome))


def _worth(ask: Ask, landscape: Landscape, outcome: Outcome, step: Rule | None) -> Worth | None:
    """What one more of the outcome is worth, where the log tells."""
    if outcome.kind != "reaches" or step is None or not landscape.valued:
        return None
    found: Worth | None = ask(Brings(str(outcome), step))
    return found
