"""Mark an answer of pains against what is true of a world. Pure: no product code, no randomness.

A finding is an entry of the answer's `pains`; significant with q < .05.
- It *matches* a planted pain if kind and step are those planted, or one of its `also` readings (either side of a
  ping-pong; an error's step and the error event's own name; the step gone back to when both it and the next repeat).
- A significant finding is *neutral* if it names a mark that the hits of a planted pain truly leave elsewhere: the same
  hits under a second kind at the same step (a retry is rework too; a late step was waited for), or the loss they
  cause (`drop_off` at the step where the friction made customers leave, or at the one they then miss; the `delay` of
  the next step after a friction that takes time). Neutral findings are neither found nor false, nor in the denominator.
- Everything else significant is *false*, look-alikes, wrong steps and effects that claim to help alike.
- A planted pain is *recalled* if a match is among the first ten entries. Its effect is *covered* if the first match
  anywhere in the answer has low ≤ effect ≤ high; without any match it is not covered.
- A null world *alarms* if anything is significant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scipy.stats import binom

from truth.worlds import Planted, World

SIGNIFICANT: Final = 0.05
FIRST: Final = 10


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of one planted pain. `rank` counts from 0; None where the answer has no match."""

    seed: int
    kind: str
    step: str
    outcome: str
    effect: float
    rank: int | None
    estimate: float | None
    low: float | None
    high: float | None
    q: float | None

    @property
    def recalled(self) -> bool:
        return self.rank is not None and self.rank < FIRST

    @property
    def covered(self) -> bool:
        return self.low is not None and self.high is not None and self.low <= self.effect <= self.high


@dataclass(frozen=True, slots=True)
class Card:
    """The marks of one world; `false` holds (kind, step, effect, q) of each false finding."""

    seed: int
    outcome: str
    marks: tuple[Mark, ...]
    significant: int
    neutral: int
    false: tuple[tuple[str, str, float, float], ...]

    @property
    def judged(self) -> int:
        return self.significant - self.neutral


def matches(planted: Planted, finding: Mapping[str, Any]) -> bool:
    name = (finding["kind"], finding["step"])
    return name == (planted.kind, planted.step) or name in planted.also


def score(world: World, answer: Mapping[str, Any]) -> Card:
    """Mark one answer."""
    findings = [_as_planted(world, finding) for finding in answer["pains"]]
    significant = [finding for finding in findings if finding["q"] < SIGNIFICANT]
    wrong = [
        finding
        for finding in significant
        if finding["effect"] >= 0 or not any(matches(pain, finding) for pain in world.pains)
    ]
    false = [finding for finding in wrong if finding["effect"] >= 0 or not _echo(world.pains, finding)]
    return Card(
        world.seed,
        world.outcome,
        tuple(_mark(world, pain, findings) for pain in world.pains),
        len(significant),
        len(wrong) - len(false),
        tuple((finding["kind"], finding["step"], float(finding["effect"]), float(finding["q"])) for finding in false),
    )


def _as_planted(world: World, finding: Mapping[str, Any]) -> Mapping[str, Any]:
    """A finding with its effect as worlds have theirs, where below 0 is harm; an answer has more time as more."""
    if world.outcome != "duration":
        return finding
    return {**finding, "effect": -finding["effect"], "low": -finding["high"], "high": -finding["low"]}


def _echo(pains: Iterable[Planted], finding: Mapping[str, Any]) -> bool:
    return any((finding["kind"], finding["step"]) in pain.echoes for pain in pains)


def _mark(world: World, pain: Planted, findings: Sequence[Mapping[str, Any]]) -> Mark:
    rank = next((number for number, finding in enumerate(findings) if matches(pain, finding)), None)
    if rank is None:
        return Mark(world.seed, pain.kind, pain.step, world.outcome, pain.effect, None, None, None, None, None)
    found = findings[rank]
    return Mark(
        world.seed,
        pain.kind,
        pain.step,
        world.outcome,
        pain.effect,
        rank,
        *(None if found[key] is None else float(found[key]) for key in ("effect", "low", "high", "q")),
    )


def alarms(answer: Mapping[str, Any]) -> list[tuple[str, str, float, float]]:
    """What a null world's answer claims: (kind, step, effect, q)."""
    return [
        (finding["kind"], finding["step"], float(finding["effect"]), float(finding["q"]))
        for finding in answer["pains"]
        if finding["q"] < SIGNIFICANT
    ]


def at_least(count: int, share: float, risk: float = 0.005) -> int:
    """The fewest successes that `count` trials of probability `share` fall short of with at most `risk`.

    >>> at_least(30, 0.9)
    22
    """
    return int(binom.ppf(risk, count, share))


def at_most(count: int, share: float, risk: float = 0.005) -> int:
    """The most failures that `count` trials of probability `share` exceed with at most `risk`.

    >>> at_most(40, 0.075)
    8
    """
    return int(binom.ppf(1 - risk, count, share))
