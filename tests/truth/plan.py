"""Draw a world: its trade, its steps and waits, its outcome, which pains it has and what looks like one.

A pain is planted only where it can be found in principle: a run without any tells how many come to a step and how the
outcome spreads there; the share hit is raised until the standard error of a mean over those hit is a good fifth of the
effect (less for drop-offs, which have no marked customers to compare with), else another place is tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from truth.population import DAY, Floats, Population, draw
from truth.process import NONE, OWN, Element, Plan, Stop, Trace, outcome_of, run, wait_of
from truth.vocabulary import TRADES, Step, Trade

KINDS: Final = ("drop_off", "delay", "late", "rework", "ping_pong", "error", "channel_escape", "repeat_contact")
IMPOSSIBLE: Final[dict[str, tuple[str, ...]]] = {
    "avoids": ("drop_off",),
    "rating": ("drop_off",),
    "returns": ("drop_off", "delay", "late"),
    "duration": ("drop_off", "delay"),
}
SECONDS: Final = {"minutes": (40.0, 300.0), "hours": (1500.0, 12_000.0), "days": (20_000.0, 160_000.0)}


@dataclass(slots=True)
class Names:
    """The words behind the codes, and what the log needs besides the run."""

    trade: str
    outcome: str
    events: list[str]
    places: list[str]
    owners: list[str]
    digital: int
    first_main: int
    help: int
    failed: tuple[str, str, str]
    rating: str
    case: str | None
    customer: str
    earlier_seed: int

    def event(self, name: str) -> int:
        if name not in self.events:
            self.events.append(name)
        return self.events.index(name)

    def place(self, name: str) -> int:
        if name == "digital":
            return OWN
        if name == "office":
            return NONE
        if name not in self.places:
            self.places.append(name)
        return self.places.index(name)


def draw_plan(rng: np.random.Generator) -> tuple[Plan, Population, Names]:
    trade = TRADES[int(rng.integers(len(TRADES)))]
    outcome = str(rng.choice(trade.outcomes))
    digital = trade.digital[: int(rng.integers(2, len(trade.digital) + 1))]
    people = draw(
        rng,
        channels=len(digital),
        segments=trade.segments,
        tier=trade.tier,
        skill=trade.skill,
        latest_hour=14.0 if outcome == "returns" else 21.0,
    )
    names = Names(
        trade.name,
        "",
        [],
        list(digital),
        list(trade.owners),
        len(digital),
        0,
        0,
        trade.failed,
        trade.survey[1],
        trade.case,
        str(rng.choice(["c", "user-", "고객", "K"])),
        int(rng.integers(2**31)),
    )
    browse = tuple(names.event(name) for name in trade.browse)
    names.help, names.first_main = names.event(trade.help), len(browse) + 1
    steps = _route(rng, trade)
    stops = tuple(_stop(rng, trade, names, step, number, len(browse), outcome) for number, step in enumerate(steps))
    target = len(stops) - (1 if rng.uniform() < 0.7 or len(stops) < 8 else 2)
    days = float(rng.choice([14, 30]))
    names.outcome = {
        "reaches": f"reaches:{names.events[stops[target].event]}",
        "avoids": f"avoids:{trade.bad}",
        "returns": f"returns:{days:g}",
        "value": f"value:{days:g}",
        "rating": f"rating:{trade.survey[1]}",
        "duration": "duration",
    }[outcome]
    if outcome == "value" and trade.scale == "days":
        days, names.outcome = 120.0, "value:120"
    plan = Plan(
        outcome,
        target,
        names.event(trade.bad),
        names.event(trade.survey[0]),
        days,
        stops,
        (),
        1500.0 if trade.scale == "minutes" else 0.0,
        float(rng.uniform(20, 300)) if outcome == "value" else 0.0,
        {"avoids": -1.7, "returns": 0.0, "rating": 7.2}.get(outcome, 0.0) + float(rng.uniform(-0.2, 0.3)),
        browse,
        outcome in ("reaches", "avoids") and bool(rng.uniform() < 0.4),
        outcome != "returns",
    )
    plan = _with(plan, elements=_Planner(rng, trade, plan, people, names).elements(steps))
    return plan, people, names


def _with(plan: Plan, **changes: object) -> Plan:
    return Plan(**({name: getattr(plan, name) for name in plan.__slots__} | changes))  # type: ignore[arg-type]


def _route(rng: np.random.Generator, trade: Trade) -> list[Step]:
    """The trade's browsing, then its main steps; some worlds lack the optional ones."""
    main = [step for step in trade.steps if not step.optional or rng.uniform() < 0.6]
    return [*(Step(name) for name in trade.browse), *main]


def _stop(
    rng: np.random.Generator, trade: Trade, names: Names, step: Step, number: int, browse: int, outcome: str
) -> Stop:
    low, high = SECONDS["minutes" if number < browse else trade.scale]
    scale, sigma = float(np.exp(rng.uniform(np.log(low), np.log(high)))), float(rng.uniform(0.4, 0.8))
    usual_loss = number == browse - 1 or rng.uniform() < 0.12
    go = float(rng.uniform(0.6, 0.75) if usual_loss else rng.uniform(0.88, 0.965))
    if outcome in ("avoids", "rating", "returns"):
        go = float(rng.uniform(0.8, 0.9) if usual_loss else rng.uniform(0.93, 0.98))
    if outcome == "duration":
        go = 1.0
    office = step.place == "office"
    owners = tuple(range(len(trade.owners))) if office or step.place != "digital" else ()
    nights = 0.0 if office or number == 0 else float(rng.uniform(0.02, 0.12))
    promise = scale * float(np.exp(0.9 * sigma)) + (2 * DAY if office else 0) if step.due else float("nan")
    return Stop(
        names.event(step.name),
        names.place(step.place),
        go,
        scale,
        sigma,
        nights,
        office and trade.scale != "minutes",
        promise,
        False,
        owners,
    )


class _Planner:
    """Chooses places for pains first, then for look-alikes among what is left."""

    def __init__(self, rng: np.random.Generator, trade: Trade, plan: Plan, people: Population, names: Names) -> None:
        self.rng, self.trade, self.plan, self.people, self.names = rng, trade, plan, people, names
        self.made: list[Element] = []
        self.stops = list(plan.stops)
        self.pools = {
            name: list(rng.permutation(np.array(words, dtype=object)))
            for name, words in (("errors", trade.errors), ("warnings", trade.warnings), ("sides", trade.sides))
        }
        self.contacts = [trade.contacts[int(number)] for number in rng.permutation(len(trade.contacts))]
        self.bare: Trace = run(plan, people, frozenset())

    def elements(self, steps: list[Step]) -> tuple[Element, ...]:
        self.steps = steps
        wanted, kinds = int(self.rng.integers(2, 6)), [str(kind) for kind in self.rng.permutation(KINDS)]
        kinds = [kind for kind in kinds if kind not in IMPOSSIBLE.get(self.plan.outcome, ())]
        for kind in [*kinds, *kinds]:
            if len(self.made) < wanted:
                self._plant(kind)
        self._look_alikes()
        object.__setattr__(self.plan, "stops", tuple(self.stops))
        return tuple(self.made)

    def _free(self, kind: str) -> list[int]:
        """Places after the browsing and before the target where this kind can happen."""
        last = self.plan.target if self.plan.outcome in ("reaches", "value") else len(self.steps) - 1
        taken = {element.stop for element in self.made}
        free = []
        for number in range(len(self.trade.browse), last):
            step, following = self.steps[number], self.steps[number + 1]
            human = step.place not in ("digital", "office")
            fits = {
                "late": step.due,
                "error": step.place == "digital",
                "channel_escape": step.place == "digital" and following.place in ("digital", "office"),
                "repeat_contact": human or (step.place == "digital" and following.place in ("digital", "office")),
                "ping_pong": step.place == "digital" or bool(self.stops[number].owners),
                "rework": not human,
                "delay": not step.due,
            }.get(kind, True)
            if fits and number not in taken:
                free.append(number)
        return [int(number) for number in self.rng.permutation(free)] if free else []

    def _plant(self, kind: str) -> None:
        for number in self._free(kind):
            element = self._pain(kind, number)
            if element is not None:
                self.made.append(element)
                return

    def _group(self, kind: str) -> dict[str, object]:
        """Whom a pain strikes: everybody, one channel, one segment (drop-offs), or everybody from a date on."""
        rng, draw_ = self.rng, self.rng.uniform()
        if kind == "drop_off" and draw_ < 0.4:
            name = int(rng.integers(2))
            return {"segment": (name, int(rng.integers(len(self.people.properties[name][1]))))}
        if draw_ < (0.75 if kind == "drop_off" else 0.2):
            return {"channel": int(rng.integers(self.names.digital))}
        if draw_ < (1.0 if kind == "drop_off" else 0.35):
            return {"onset": float(np.quantile(self.people.start, rng.uniform(0.35, 0.6)))}
        return {}

    def _pain(self, kind: str, number: int) -> Element | None:
        group, rng = self._group(kind), self.rng
        came = self.bare.came[:, number]
        mask = came.copy()
        if "segment" in group:
            mask &= self.people.levels[group["segment"][0]] == group["segment"][1]  # type: ignore[index]
        if "channel" in group:
            mask &= self.people.channel == group["channel"]
        if "onset" in group:
            mask &= self.bare.when[:, number] >= group["onset"]
        harm, relative = self._harm(number, mask)
        if harm is None:
            return None
        count = 0.65 * float(mask.sum())
        base = (
            float(rng.uniform(0.4, 0.6)) if kind == "repeat_contact" and self.steps[number].place == "digital" else 1.0
        )
        need = max(240.0, ((9.0 if kind == "drop_off" else 6.0) / relative) ** 2)
        if kind == "drop_off":
            if count < need or not 0.1 < mask.sum() / came.sum() < 0.65:
                return None
            rate = 1.0
        else:
            rate = max(float(rng.uniform(0.1, 0.25)) / base, need / (count * base + 1))
            if rate > 0.42:
                return None
        form = self._form(kind, number)
        if form is None:
            return None
        if kind == "late":
            old = self.stops[number]
            self.stops[number] = _with_stop(old, strict=True)
        if kind == "delay":
            self.stops[number] = _with_stop(self.stops[number], nights=0.0)
        tilt = () if "channel" in group else tuple(rng.normal(0, 0.3, self.names.digital))
        deferred = kind != "drop_off" and bool(rng.uniform() < 0.2) and number + 1 < self.plan.target
        return Element(
            kind,
            len(self.made),
            number,
            rate,
            harm,
            True,
            float(rng.uniform(0, 0.5)),
            float(rng.uniform(0.2, 0.6)),
            base=base,
            deferred=deferred,
            tilt=tilt,
            **group,
            **form,
        )  # type: ignore[arg-type]

    def _harm(self, number: int, mask: np.ndarray) -> tuple[float | None, float]:
        """The harm in its own units, and the effect it makes in standard deviations of the outcome."""
        if mask.sum() < 200:
            return None, 0.0
        rng, kind = self.rng, self.plan.outcome
        result = outcome_of(self.plan, self.bare, self.bare.when[:, number])[mask]
        mean, spread = float(np.nanmean(result)), float(np.nanstd(result))
        if kind in ("reaches", "value"):
            share = float(rng.uniform(0.12, 0.3)) / mean if kind == "reaches" else float(rng.uniform(0.35, 0.7))
            return (share, share * mean / spread) if share < 0.75 else (None, 0.0)
        if kind == "returns":
            share = float(rng.uniform(0.15, 0.3)) / mean
            return share, share * mean / spread
        if kind == "avoids":
            harm = float(rng.uniform(0.12, 0.28))
            return harm, harm / 0.45
        harm = float(rng.uniform(1.0, 2.2)) if kind == "rating" else float(rng.uniform(0.6, 1.2)) * spread
        return harm, harm / max(spread, 1e-9)

    def _contact(self) -> dict[str, object] | None:
        if not self.contacts:
            return None
        name, place = self.contacts.pop()
        return {"event": self.names.event(name), "place": self.names.place(place)}

    def _form(self, kind: str, number: int) -> dict[str, object] | None:
        """What the friction looks like in the log."""
        rng, step = self.rng, self.steps[number]
        if kind == "delay":
            wait = wait_of(self.plan, self.people, number)
            return {
                "amount": float(rng.uniform(2.5, 5)) * float(np.quantile(wait, 0.85))
                + (3 * DAY if self.stops[number].snaps else 0)
            }
        if kind == "late":
            return {"amount": float(rng.uniform(0.3, 0.8))}
        if kind == "rework":
            mode = str(rng.choice(["direct", "side", "back"]))
            if mode == "back" and self.steps[number - 1].place == step.place and number > len(self.trade.browse):
                return {"mode": mode, "event": self.stops[number - 1].event}
            if mode == "direct" or not self.pools["sides"]:
                return {"mode": "direct"}
            return {"mode": "side", "event": self.names.event(str(self.pools["sides"].pop()))}
        if kind == "ping_pong":
            if self.stops[number].owners:
                return {"mode": "owner"}
            return (
                {"mode": "side", "event": self.names.event(str(self.pools["sides"].pop()))}
                if self.pools["sides"]
                else None
            )
        if kind == "error":
            retry = "-retry" if rng.uniform() < 0.4 else ""
            if rng.uniform() < 0.35 or not self.pools["errors"]:
                return {"mode": "property" + retry}
            korean = not step.name.isascii()
            own = f"{step.name} {rng.choice(['실패', '오류'] if korean else ['failed', 'error'])}"
            name = own if rng.uniform() < 0.5 else str(self.pools["errors"].pop())
            return {"mode": "event" + retry, "event": self.names.event(name)}
        if kind == "repeat_contact" and step.place != "digital":
            return {"mode": "step"}
        return self._contact() if kind in ("channel_escape", "repeat_contact") else {}

    def _look_alikes(self) -> None:
        """The harmless ones; they favour places without a pain and never share a name with one."""
        rng, pains = self.rng, {element.stop for element in self.made}
        near = pains | {number + 1 for number in pains} | {number - 1 for number in pains}
        last = len(self.steps) - 1
        self._harmless("rework", 1, rng.uniform(0.25, 0.5), busy=0.9, mode="browse")
        self._harmless("ping_pong", 2, rng.uniform(0.15, 0.35), busy=0.7, mode="side", event=self.plan.browse[1])
        free = [number for number in range(1, last) if self.steps[number].place == "digital" and number not in near]
        free = [int(number) for number in rng.permutation(free)] if free else []
        free += [number for number in (0, 1, 2) if number not in free]
        spots = iter(free * 5)
        self._harmless(
            "error",
            next(spots),
            rng.uniform(0.1, 0.3),
            busy=0.3,
            able=0.6,
            mode="event",
            event=self.names.event(str(self.pools["warnings"].pop())),
        )
        self._harmless(
            "error",
            next(spots),
            rng.uniform(0.06, 0.2),
            able=0.6,
            mode="event",
            event=self.names.event(str(self.pools["warnings"].pop())),
        )
        for kind, base in (("channel_escape", 1.0), ("repeat_contact", float(rng.uniform(0.3, 0.6)))):
            contact = self._contact()
            if contact is not None:
                self._harmless(kind, next(spots), rng.uniform(0.15, 0.35), able=0.4, base=base, **contact)
        if self.plan.outcome not in ("duration", "returns"):
            self._harmless(
                "delay",
                next((number for number in free if number > 0), 1),
                rng.uniform(0.08, 0.25),
                able=0.2,
                mode="overnight",
            )
        if self.pools["sides"]:
            self._harmless(
                "rework",
                next(spots),
                rng.uniform(0.1, 0.3),
                busy=0.6,
                able=0.3,
                mode="side",
                event=self.names.event(str(self.pools["sides"].pop())),
            )

    def _harmless(self, kind: str, number: int, rate: Floats | float, **form: object) -> None:
        form = {"base": 1.0, **form}
        self.made.append(Element(kind, len(self.made), number, float(rate), 0.0, False, **form))  # type: ignore[arg-type]


def _with_stop(stop: Stop, **changes: object) -> Stop:
    return Stop(**({name: getattr(stop, name) for name in stop.__slots__} | changes))  # type: ignore[arg-type]
