"""The log that everything is measured on: a shop's events by seed, in order of time, as a log would be.

Customers come back at heavy-tailed rates over 90 days; a visit is a walk over the steps below, with waits of seconds
inside a visit and of days where a parcel is on its way. Memory stays bounded: visits are walked in order of their
beginning, and events are written as soon as no earlier one can follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

DAY_US: Final = 86_400_000_000
BEGIN_US: Final = 1_735_689_600_000_000
DAYS: Final = 90
EVENTS_A_CUSTOMER: Final = 35
FUNNEL: Final = ("visit", "product viewed", "cart", "order placed")
OUTCOME: Final = "reaches:order placed"
_VISITS_AT_ONCE: Final = 400_000
_LONGEST: Final = 60
_EVENTS_A_VISIT: Final = 4.4

# step: (usual wait before it in seconds, spread of its logarithm, {next step: chance}); what is left of 1 ends the visit
_STEPS: Final[dict[str, tuple[float, float, dict[str, float]]]] = {
    "visit": (1, 0.1, {"search": 0.34, "category viewed": 0.25, "login": 0.12, "product viewed": 0.14}),
    "login": (14, 0.7, {"product viewed": 0.3, "search": 0.3, "orders viewed": 0.15, "login failed": 0.12}),
    "login failed": (9, 0.6, {"login": 0.6, "password reset": 0.2}),
    "password reset": (90, 0.8, {"login": 0.8}),
    "search": (18, 0.9, {"product viewed": 0.5, "search": 0.14, "no results": 0.12}),
    "no results": (2, 0.3, {"search": 0.5, "help viewed": 0.06}),
    "category viewed": (20, 0.9, {"product viewed": 0.55, "search": 0.12, "category viewed": 0.12}),
    "product viewed": (32, 1.0, {"product viewed": 0.3, "cart": 0.2, "reviews viewed": 0.14, "search": 0.1}),
    "reviews viewed": (41, 1.0, {"product viewed": 0.4, "cart": 0.25}),
    "cart": (12, 0.9, {"checkout": 0.5, "product viewed": 0.2, "cart removed": 0.07}),
    "cart removed": (20, 0.8, {"product viewed": 0.45, "cart": 0.2}),
    "checkout": (25, 0.8, {"address": 0.62, "coupon": 0.14, "cart": 0.08}),
    "coupon": (40, 0.8, {"coupon rejected": 0.3, "address": 0.55}),
    "coupon rejected": (2, 0.3, {"coupon": 0.35, "address": 0.35}),
    "address": (55, 0.7, {"payment": 0.74, "checkout": 0.08}),
    "payment": (30, 1.1, {"order placed": 0.74, "payment failed": 0.13}),
    "payment failed": (4, 0.4, {"payment": 0.55, "support call": 0.08, "support chat": 0.06}),
    "order placed": (5, 0.5, {"order shipped": 0.9, "order cancelled": 0.04}),
    "order cancelled": (7_200, 1.2, {"refund paid": 0.9}),
    "order shipped": (90_000, 0.5, {"order delivered": 0.93, "orders viewed": 0.04}),
    "orders viewed": (30, 1.0, {"support call": 0.08, "support chat": 0.08, "help viewed": 0.1}),
    "order delivered": (180_000, 0.6, {"review written": 0.1, "return requested": 0.08, "support call": 0.03}),
    "return requested": (160_000, 1.0, {"refund paid": 0.7, "support call": 0.2}),
    "refund paid": (260_000, 0.7, {"support call": 0.04}),
    "review written": (90_000, 1.2, {}),
    "help viewed": (30, 0.9, {"support chat": 0.3, "support call": 0.25}),
    "support call": (600, 1.1, {"support call": 0.2, "store visit": 0.05, "visit": 0.1}),
    "support chat": (300, 1.1, {"support call": 0.18, "visit": 0.15}),
    "store visit": (90_000, 1.0, {"order placed": 0.1}),
}
EVENTS: Final = tuple(_STEPS)
_CHANNELS: Final = ("web", "app", "email", "phone", "chat", "store")
_HUMAN: Final = {"support call": 3, "support chat": 4, "store visit": 5}
_SLOW: Final = {"payment", "search", "order delivered"}  # now and then ten times as long
_OWNERS: Final = tuple(f"agent {number:02d}" for number in range(40))
_PLANS: Final = ("basic", "plus", "business")
_REGIONS: Final = ("north", "south", "east", "west", "islands", "abroad")

SCHEMA: Final = pa.schema(
    [
        ("customer", pa.string()), ("time", pa.timestamp("us")), ("event", pa.string()), ("channel", pa.string()),
        ("owner", pa.string()), ("due", pa.timestamp("us")), ("value", pa.float64()), ("plan", pa.string()),
        ("region", pa.string()), ("result", pa.string()),
    ]
)  # fmt: skip
OPTIONS: Final = (
    "--customer", "customer", "--time", "time", "--event", "event", "--channel", "channel", "--owner", "owner",
    "--due", "due", "--value", "value",
)  # fmt: skip
"""How cxloop is told what the columns are; the last three become properties."""


@dataclass(frozen=True)
class Made:
    """A log on disk. rows: events; customers: those that occur in it at most."""

    path: Path
    rows: int
    customers: int


def make_log(path: Path, rows: int, seed: int = 20) -> Made:
    """Writes the log of exactly so many events as one Parquet file."""
    random = np.random.default_rng(seed)
    customers = max(rows // EVENTS_A_CUSTOMER, 1)
    world = _World(random, customers, rows)
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for table in world.tables(rows):
            writer.write_table(table, row_group_size=1 << 20)
    return Made(path, rows, customers)


Events = tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int8], npt.NDArray[np.int8]]


class _World:
    def __init__(self, random: np.random.Generator, customers: int, rows: int) -> None:
        self.random, self.customers = random, customers
        numbers = (np.arange(customers, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(8)
        self.names = pa.array([f"{number:014x}" for number in numbers.tolist()])
        self.plan = random.choice(3, customers, p=(0.6, 0.3, 0.1)).astype(np.int8)
        self.region = random.integers(0, 6, customers).astype(np.int8)
        visits = max(int(rows / _EVENTS_A_VISIT * 1.03), customers)
        weights = np.cumsum(random.lognormal(0.0, 1.3, customers))
        more = np.searchsorted(weights, random.random(visits - customers) * weights[-1])
        who = np.concatenate([np.arange(customers), more]).astype(np.int32)
        begin = _begins(random, who, customers)
        order = np.argsort(begin, kind="stable")
        self.who, self.begin = who[order], begin[order]
        self.next, self.wait, self.spread = _walk_tables()

    def tables(self, rows: int) -> Iterator[pa.Table]:
        held: Events | None = None
        left = rows
        for first in range(0, len(self.who), _VISITS_AT_ONCE):
            last = min(first + _VISITS_AT_ONCE, len(self.who))
            until = int(self.begin[last]) if last < len(self.who) else np.iinfo(np.int64).max
            made = self._walk(slice(first, last))
            together = made if held is None else tuple(np.concatenate(pair) for pair in zip(held, made, strict=True))
            order = np.argsort(together[0], kind="stable")
            ready = int(np.searchsorted(together[0][order], until))
            held = tuple(part[order[ready:]] for part in together)  # type: ignore[assignment]
            shown = order[: min(ready, left)]
            left -= len(shown)
            yield self._table(tuple(part[shown] for part in together))  # type: ignore[arg-type]
            if left == 0:
                return
        raise ValueError(f"the visits end {left} events too early")

    def _walk(self, visits: slice) -> Events:
        """Time, customer, step and device of every event of some visits."""
        random, step_count = self.random, len(EVENTS)
        who, time = self.who[visits], self.begin[visits].astype(np.float64)
        step = np.zeros(len(who), np.int64)
        device = (random.random(len(who)) < 0.45).astype(np.int8)
        found: list[tuple[Any, ...]] = []
        for _ in range(_LONGEST):
            found.append((time.astype(np.int64), who, step.astype(np.int8), device))
            step = np.searchsorted(self.next, step + random.random(len(step))) - step * (step_count + 1)
            on = step < step_count
            step, who, device, time = step[on], who[on], device[on], time[on]
            if not len(step):
                break
            time = time + 1e6 * self.wait[step] * np.exp(self.spread[step] * random.standard_normal(len(step)))
            slow = np.isin(step, [EVENTS.index(name) for name in _SLOW]) & (random.random(len(step)) < 0.08)
            time = np.where(slow, time + 9e6 * self.wait[step], time) + 1
        return tuple(np.concatenate(part) for part in zip(*found, strict=True))  # type: ignore[return-value]

    def _table(self, events: Events) -> pa.Table:
        time, who, step, device = events
        channel = device.copy()
        for name, code in _HUMAN.items():
            channel[step == EVENTS.index(name)] = code
        for name in ("order shipped", "order delivered", "refund paid"):
            channel[step == EVENTS.index(name)] = 2
        placed, paying = step == EVENTS.index("order placed"), step == EVENTS.index("payment")
        owner = np.where(channel >= 3, self.random.integers(0, 40, len(step)), -1)
        due = pa.array(time + 4 * DAY_US, mask=~placed).cast(pa.timestamp("us"))
        value = np.round(np.exp(3.5 + 0.8 * self.random.standard_normal(len(step))), 2)
        failed = (self.random.random(len(step)) < 0.06).astype(np.int8)
        columns = [
            self.names.take(pa.array(who)), pa.array(time).cast(pa.timestamp("us")), _named(EVENTS, step),
            _named(_CHANNELS, channel), _named(_OWNERS, owner), due, pa.array(value, mask=~placed),
            _named(_PLANS, self.plan[who]), _named(_REGIONS, self.region[who]),
            _named(("ok", "failed"), np.where(paying, failed, -1)),
        ]  # fmt: skip
        return pa.table(columns, schema=SCHEMA)


def _named(names: tuple[str, ...], codes: npt.NDArray[Any]) -> pa.Array:
    indices = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names)).cast(pa.string())


def _begins(random: np.random.Generator, who: npt.NDArray[np.int32], customers: int) -> npt.NDArray[np.int64]:
    """When each visit begins: after its customer joined, by day more than by night."""
    joined = random.random(customers) ** 1.5 * 0.9
    share = joined[who] + (1 - joined[who]) * random.random(len(who))
    share[:customers] = joined
    day = np.minimum((share * DAYS).astype(np.int64), DAYS - 1)
    hour = np.clip(random.normal(15, 4.5, len(who)), 0, 23.999)
    return np.asarray(BEGIN_US + day * DAY_US + (hour / 24 * DAY_US).astype(np.int64), np.int64)


def _walk_tables() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Rising chances of what comes next, step after step in one array; usual waits and their spreads."""
    chances = np.zeros((len(EVENTS), len(EVENTS) + 1))
    for place, (_, _, following) in enumerate(_STEPS.values()):
        for name, chance in following.items():
            chances[place, EVENTS.index(name)] = chance
        chances[place, -1] = 1 - sum(following.values())
    rising = np.cumsum(chances, axis=1)
    rising[:, -1] = 1.0
    waits = np.array([step[0] for step in _STEPS.values()])
    return (rising + np.arange(len(EVENTS))[:, None]).ravel(), waits, np.array([step[1] for step in _STEPS.values()])
