"""Pain points: what the detectors found, its effect on the outcome, what it costs, since when, and for whom."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar, Final

import numpy as np

from cxloop.model.duration import iso
from cxloop.model.outcome import Outcome
from cxloop.questions.answer import Answer
from cxloop.questions.lens import LeftOut
from cxloop.understand.covariates import trait
from cxloop.understand.differing import Difference, Overlap
from cxloop.understand.effect import Effect, benjamini_hochberg, doubt_of, effect, fares_worse
from cxloop.understand.friction.drop_off import PERIODS, Loss
from cxloop.understand.friction.ping_pong import OWNERS
from cxloop.understand.friction.trials import Finding
from cxloop.understand.landscape import Landscape
from cxloop.understand.onset import onset
from cxloop.understand.trial_pass import Tally
from cxloop.understand.worth import Worth

SURE: Final = 0.05
SAME: Final = 0.6
KINDS: Final = ("error", "late", "ping_pong", "repeat_contact", "channel_escape", "delay", "rework", "drop_off")
"""Of two names for the same hits, the earlier one says more."""
_BACK: Final = ("rework", "ping_pong")
_NEARLY_ALL: Final = 0.9
_MONTH_US: Final = 30 * 86_400_000_000
METHOD: Final = "oaxaca-blinder (Kline 2011), doubly robust; q by Benjamini-Hochberg over all tested; harm one-sided"


@dataclass(frozen=True, slots=True)
class HardestHit:
    """A group of customers that is hit more often than the others."""

    group: str
    value: str
    customers: int
    share: float
    share_of_others: float


@dataclass(frozen=True, slots=True)
class Pain:
    """A friction at a step. effect: by how much the outcome of those hit is more than that of comparable others, in
    its own units, with a 95 % interval: of a duration more is worse, of every other outcome less is worse. channel:
    where at least four in five of the hits took place. cost: per 30 days, in cost_unit; None where the effect may be
    chance. q: Benjamini-Hochberg; it decides. chance: why q says that it may be chance though all of the interval lies
    on one side of none: `better` (those hit do not fare worse, and only harm is looked for), `first_time` (they came
    back, and fare no worse than those who come there for the first time), `many` (so much was tested)."""

    id: str
    step: str
    kind: str
    channel: str | None
    customers: int
    share: float
    effect: float
    low: float
    high: float
    p: float
    q: float
    cost: float | None
    cost_unit: str
    since: str | None
    hardest_hit: tuple[HardestHit, ...]
    others: tuple[str, ...] = field(metadata={"name": "with"})
    same_as: str | None
    examples: tuple[str, ...]
    outcome: str
    chance: str | None = None


@dataclass(frozen=True, slots=True)
class PainsBeside:
    """Two groups or periods compared: how many of those who get to its step every pain point hits, of the tested
    ones. differences: by the pain's id; overlap: who is on both."""

    groups: tuple[str, str]
    tested: int
    differences: tuple[Difference, ...]
    overlap: Overlap = field(default_factory=Overlap)


@dataclass(frozen=True, slots=True)
class Pains(Answer):
    """Everything that was tested, the sure ones first, most costly first. journeys, steps: how many were looked at;
    lacking: what the log lacks for more to show, the gravest first, see `lacking.lacking`; worth: the money that costs
    are counted in, of each outcome whose step has amounts."""

    question: ClassVar[str] = "pains"
    outcome: str
    outcomes: tuple[str, ...]
    as_of: str
    identity: str
    reason: str
    method: str
    tested: int
    pains: tuple[Pain, ...]
    per: str = "customer"
    lens: LeftOut | None = None
    compare: PainsBeside | None = None
    journeys: int = 0
    steps: int = 0
    lacking: tuple[str, ...] = ()
    worth: tuple[Worth, ...] = ()
    rows = "pains"


@dataclass(frozen=True, slots=True)
class Tested:
    """A finding with its effect."""

    finding: Finding
    effect: Effect
    index: int


def effects_of(tally: Tally, outcome: Outcome) -> list[Tested]:
    """The effect of every finding with enough trials on both sides.

    Coming back where nearly all who get there come back is how things go there, and those who do not are no
    comparison. Who comes back to a step has lost some way in any case: it is friction only if they fare worse than
    those who come to that step for the first time.
    """
    tested = []
    for index, finding in enumerate(tally.findings):
        if finding.kind in _BACK and tally.hits[index].sum() > _NEARLY_ALL * tally.reached[index]:
            continue
        found = effect(tally.moments(index, 1), tally.moments(index, 0), doubt_of(outcome, finding.vague))
        if found is not None and finding.kind in _BACK and finding.others != (OWNERS,):
            first = tally.firsts[tally.labels[index]]
            found = replace(found, least_p=fares_worse(tally.moments(index, 1), first, doubt_of(outcome)))
        if found is not None:
            tested.append(Tested(finding, found, index))
    return tested


def distinct(tally: Tally, tested: list[Tested]) -> list[Tested]:
    """The findings that do harm beyond chance; of several that hit the same journeys, the surest."""
    q = benjamini_hochberg(np.array([one.effect.p for one in tested]))
    sure = sorted((one for one, each in zip(tested, q, strict=True) if each < SURE), key=lambda one: one.effect.p)
    kept: list[Tested] = []
    for one in sure:
        if not any(overlap(tally, one.index, other.index) > SAME for other in kept):
            kept.append(one)
    return kept


def overlap(tally: Tally, left: int, right: int) -> float:
    """Journeys hit by both, as a share of those hit by either."""
    both = int(tally.together[left, right])
    return both / max(int(tally.together[left, left] + tally.together[right, right]) - both, 1)


def pains_of_tally(tally: Tally, landscape: Landscape, outcome: Outcome, value: float | None) -> list[Pain]:
    """The findings of one outcome as pain points, q-values still to be set over all outcomes.

    Of findings at one step that hit the same journeys, all but the one whose kind says most name that one as `same_as`.
    """
    tested = sorted(effects_of(tally, outcome), key=lambda one: KINDS.index(one.finding.kind))
    found: list[Pain] = []
    for place, one in enumerate(tested):
        alike = (
            mine.id
            for mine, other in zip(found, tested[:place], strict=True)
            if other.finding.step == one.finding.step
            and mine.same_as is None
            and overlap(tally, one.index, other.index) > SAME
        )
        found.append(replace(_pain(tally, landscape, outcome, one, value), same_as=next(alike, None)))
    return found


def _pain(tally: Tally, landscape: Landscape, outcome: Outcome, one: Tested, value: float | None) -> Pain:
    hit = tally.moments(one.index, 1)
    customers = int(tally.hits[one.index].sum())
    step = landscape.label_of(one.finding.step)
    return Pain(
        id=_identifier(one.finding, outcome),
        step=one.finding.step,
        kind=one.finding.kind,
        channel=_channel(tally, landscape, one.index),
        customers=customers,
        share=customers / max(int(landscape.journeys[step]), 1),
        **_told(one.effect, outcome),
        p=one.effect.p,
        q=1.0,
        cost=_cost(landscape, customers, one.effect.mean, value),
        cost_unit=_cost_unit(outcome, value),
        since=_since(tally, landscape, one.index),
        hardest_hit=_hardest(tally, landscape, one.index, hit.count),
        others=one.finding.others,
        same_as=None,
        examples=tally.examples[one.index],
        outcome=str(outcome),
        chance="first_time" if one.effect.least_p >= SURE else None,
    )


def pain_of_loss(loss: Loss, landscape: Landscape, outcome: Outcome, value: float | None) -> Pain:
    """A drop-off as a pain point: those hit are the group that came to the step."""
    group, name = loss.finding.group or ("", "")
    begin, end = landscape.period
    since = None if loss.since is None else iso(begin + (end - begin) * loss.since // PERIODS)
    shown = HardestHit(group.removeprefix("property:"), since or name, loss.customers, 1.0, 0.0)
    reached = max(int(landscape.journeys[landscape.label_of(loss.finding.step)]), 1)
    return Pain(
        id=_identifier(loss.finding, outcome),
        step=loss.finding.step,
        kind=loss.finding.kind,
        channel=name if group == "channel" else None,
        customers=loss.customers,
        share=loss.customers / reached,
        **_told(loss.effect, outcome),
        p=loss.effect.p,
        q=1.0,
        cost=_cost(landscape, loss.customers, loss.effect.mean, value),
        cost_unit=_cost_unit(outcome, value),
        since=since,
        hardest_hit=(shown,),
        others=(),
        same_as=None,
        examples=loss.examples,
        outcome=str(outcome),
        chance=None,
    )


def _told(effect: Effect, outcome: Outcome) -> dict[str, float]:
    """The effect and its interval as the outcome itself is counted; within, more is always better."""
    low, high = sorted(outcome.sign * end for end in effect.interval())
    return {"effect": outcome.sign * effect.mean, "low": low, "high": high}


def _cost(landscape: Landscape, customers: int, mean: float, value: float | None) -> float:
    """What is lost in 30 days: customers × effect × what a unit of the outcome is worth."""
    months = max((landscape.period[1] - landscape.period[0]) / _MONTH_US, 1 / 30)
    return -customers * mean * (1.0 if value is None else value) / months


def _cost_unit(outcome: Outcome, value: float | None) -> str:
    return f"{'money' if value is not None or outcome.kind == 'value' else outcome.unit} / 30 d"


def _identifier(finding: Finding, outcome: Outcome) -> str:
    from hashlib import sha256

    told = "\x1f".join([finding.kind, finding.step, *finding.others, *(finding.group or ()), str(outcome)])
    return sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:12]


def _channel(tally: Tally, landscape: Landscape, index: int) -> str | None:
    """The channel in which at least four fifths of the hits took place."""
    counts = tally.moments(index, 1).levels[tally.factors.levels("channel")]
    top = int(np.argmax(counts))
    return landscape.channels[top - 1] if top > 0 and counts[top] >= 0.8 * counts.sum() > 0 else None


def _since(tally: Tally, landscape: Landscape, index: int) -> str | None:
    place = onset(tally.hits[index], tally.trials[index])
    begin, end = landscape.period
    return None if place is None else iso(begin + (end - begin) * place // tally.hits.shape[1])


def _hardest(tally: Tally, landscape: Landscape, index: int, hits: int) -> tuple[HardestHit, ...]:
    groups: dict[str, list[str]] = {"channel": ["", *landscape.channels]}
    groups |= {trait(name): ["", *values] for name, values in landscape.traits.items()}
    found = []
    for group, values in groups.items():
        mine = tally.moments(index, 1).levels[tally.factors.levels(group)]
        every = mine + tally.moments(index, 0).levels[tally.factors.levels(group)]
        for place, value in enumerate(values[: len(mine)]):
            rest = every.sum() - every[place]
            if value and mine[place] >= 20 and rest >= 20:
                share, others = mine[place] / every[place], (hits - mine[place]) / rest
                if share > 1.25 * others:
                    found.append(
                        HardestHit(
                            group.removeprefix("property:"), value, int(mine[place]), float(share), float(others)
                        )
                    )
    return tuple(sorted(found, key=lambda one: one.share_of_others / one.share)[:3])


def ranked(pains: list[Pain]) -> tuple[Pain, ...]:
    """With q-values over everything tested; the sure ones first, most costly first; no cost where it may be chance."""
    q = benjamini_hochberg(np.array([one.p for one in pains]))
    graded = [
        replace(one, q=float(each), cost=one.cost if each < SURE else None, chance=_chance(one, float(each)))
        for one, each in zip(pains, q, strict=True)
    ]
    return tuple(sorted(graded, key=lambda one: (one.q >= SURE, -(one.cost or 0.0), _weight(one), one.step, one.kind)))


def _chance(pain: Pain, q: float) -> str | None:
    """Why it may be chance, where the interval alone does not say so."""
    if q < SURE or pain.low <= 0.0 <= pain.high:
        return None
    if Outcome.parse(pain.outcome).sign * pain.effect > 0:
        return "better"
    return pain.chance or "many"


def _weight(pain: Pain) -> float:
    """The effect by its uncertainty, the worst first: how the findings that may be chance are ranked."""
    return Outcome.parse(pain.outcome).sign * pain.effect / max(pain.high - pain.low, 1e-300)
