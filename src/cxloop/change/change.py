"""A change: what is done about an opportunity, with a target that is set before it starts and locked then."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from cxloop.errors import Both
from cxloop.model.outcome import TARGET

Sort = Literal["feature", "content", "process", "automation"]
SORTS: Final = ("feature", "content", "process", "automation")
Rule = Literal["default", "strict"]
RULES: Final = ("default", "strict")
Design = Literal["experiment", "before_after"]
DESIGNS: Final = ("experiment", "before_after")
Ticket = Literal["open", "closed"]
State = Literal["draft", "running", "rolled_back", "ended"]
TIME_BOX_DAYS: Final = 14
MINIMUM: Final = 100
LOCKED: Final = (
    "metric", "guardrails", "target", "points", "rule", "minimum", "ends", "flag", "arms", "control", "split",
    "window_days", "hours", "per", "planned", "design", "concerns",
)  # fmt: skip
"""What nobody may change once it has started: with it, any result could be made a success."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    metric, guardrails: texts of metrics over journeys. target: how much better, relative to the control, in the
    metric's good direction; in the metric's own unit where `points`. rule: `default`: better beyond chance, and the
    estimate reaches the target; `strict`: beyond the target beyond chance. minimum: units in each arm before anything
    but harm is said. planned: units in all at which intervals that hold at any look are narrowest. ends: a date.
    window_days: how long after exposure counts. hours: of business, for times. design: an experiment, or, where nobody
    can be left without it, before and after; concerns: then a rule for those it is about, compared with the others.
    ticket: its page in an issue tracker, and how it stands there. started, ended: ISO 8601 in UTC.
    """

    title: str
    author: str
    begun: str
    sort: Sort = "feature"
    opportunity: str | None = None
    ideas: tuple[str, ...] = ()
    goal: str | None = None
    owner: str | None = None
    team: str | None = None
    hypothesis: str = ""
    metric: str | None = None
    guardrails: tuple[str, ...] = ()
    target: float = TARGET
    points: bool = False
    rule: Rule = "default"
    minimum: int = MINIMUM
    planned: int | None = None
    ends: str | None = None
    flag: str | None = None
    arms: tuple[str, ...] = ()
    control: str | None = None
    split: dict[str, float] = field(default_factory=dict)
    window_days: float | None = None
    hours: str | None = None
    per: Literal["customer", "case"] = "customer"
    design: Design = "experiment"
    concerns: str | None = None
    time_box_days: float = TIME_BOX_DAYS
    state: State = "draft"
    started: str | None = None
    ended: str | None = None
    note: str = ""
    ticket: str | None = None
    ticket_state: Ticket | None = None

    @property
    def treatment(self) -> str | None:
        """The arm that the change is."""
        return next((arm for arm in self.arms if arm != self.control), None)

    @property
    def pair(self) -> tuple[int, int]:
        """The places of the control and of the arm that the change is."""
        return self.arms.index(str(self.control)), self.arms.index(str(self.treatment))


def missing(change: Change) -> Both | None:
    """Why it cannot start yet; None where it can."""
    if change.metric is None:
        return Both("it has no metric", "지표가 없습니다")
    if change.design == "experiment" and change.flag is None:
        return Both("it has no flag", "플래그가 없습니다")
    if change.design == "experiment" and (change.control not in change.arms or len(change.arms) < 2):
        return Both(
            "it needs two variants of the flag, one of them the control", "플래그의 두 변형과 대조군이 필요합니다"
        )
    if not change.target > 0:
        return Both("its target is not above 0", "목표가 0보다 크지 않습니다")
    if change.ends is None:
        return Both("it has no end date", "종료일이 없습니다")
    return None


def edited(change: Change, given: dict[str, Any]) -> tuple[Change, tuple[str, ...]]:
    """The change with other fields, and which of those are locked.

    >>> running = Change("t", "kim", "", metric="value", state="running")
    >>> edited(running, {"target": 0.1, "team": "web"})[1]
    ('target',)
    """
    changed = {name: value for name, value in given.items() if getattr(change, name) != value}
    locked = tuple(name for name in changed if name in LOCKED) if change.state != "draft" else ()
    return replace(change, **changed), locked
