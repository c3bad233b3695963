"""A layered layout: which steps and transitions are drawn, in which rows, and where the lines run.

After Sugiyama: a trunk grows from where journeys start, the other transitions follow from the most travelled down, and
one that would close a circle is drawn as a way back; steps go into the row after their latest forerunner; rows are
ordered by the middle of their neighbours. The console lays its map out in the same way: `web/islands/map/layers.js`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise
from typing import Final, TypeAlias

from cxloop.report.parts import Road, Stop

Key: TypeAlias = str | tuple[int, int]
"""A step by its name, the bend of a line by its transition and row."""
Grid: TypeAlias = list[list[Key]]
Point: TypeAlias = tuple[float, float]
_BEND: Final = 18.0
_ROUNDS_OF_ORDER: Final = 12
_ROUNDS_OF_PLACES: Final = 10


@dataclass(frozen=True, slots=True)
class Sizes:
    """Of a box, and the gaps between boxes, in points."""

    width: float
    height: float
    gap_x: float
    gap_y: float


@dataclass(frozen=True, slots=True)
class Line:
    """Where a transition runs: the middle of either step, and its bends between them. back: it leads to an earlier
    step."""

    points: tuple[Point, ...]
    back: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The middles of steps, and the lines of the transitions that lead to another step."""

    centre: dict[str, Point]
    lines: dict[Road, Line]


@dataclass(frozen=True, slots=True)
class _Link:
    """A piece of a line, from one row to the next."""

    upper: Key
    lower: Key
    weight: int


_Near: TypeAlias = dict[Key, list[tuple[Key, int]]]


def strongest(
    stops: Sequence[Stop], roads: Sequence[Road], most_stops: int, most_roads: int, wanted: Road | None = None
) -> tuple[list[Stop], list[Road]]:
    """The strongest steps and transitions, with the strongest way into and out of every step that is shown, and the
    transition that is wanted besides.

    >>> stops = [Stop("a", 9), Stop("b", 8), Stop("c", 1)]
    >>> roads = [Road("a", "b", 8, 8), Road("b", "c", 1, 1)]
    >>> [road.after for road in strongest(stops, roads, 2, 9)[1]]
    ['b']
    """
    asked = () if wanted is None else (wanted.before, wanted.after)
    ranked = sorted(stops, key=lambda stop: -stop.customers)
    shown = [stop for at, stop in enumerate(ranked) if at < most_stops or stop.name in asked]
    names = {stop.name for stop in shown}
    among = [road for road in roads if road.before in names and road.after in names]
    among.sort(key=lambda road: (-road.customers, -road.count))
    kept = {road for at, road in enumerate(among) if at < most_roads or road == wanted}
    ends: tuple[Callable[[Road], str], ...] = (lambda road: road.before, lambda road: road.after)
    for end in ends:
        seen = {end(road) for road in kept if road.before != road.after}
        for road in among:
            if road.before != road.after and end(road) not in seen:
                kept.add(road)
                seen.add(end(road))
    return shown, [road for road in among if road in kept]


def layout(stops: Sequence[Stop], roads: Sequence[Road], sizes: Sizes) -> Layout:
    """The places of all steps and the bends of all transitions.

    >>> found = layout([Stop("a", 2, 2), Stop("b", 2)], [Road("a", "b", 2, 2)], Sizes(100, 40, 30, 50))
    >>> found.centre["b"], found.lines[Road("a", "b", 2, 2)]
    ((50.0, 110.0), Line(points=((50.0, 20.0), (50.0, 110.0)), back=False))
    """
    forward = _acyclic(stops, roads)
    row = _rows(stops, [road for road in roads if road in forward])
    grid: Grid = [[] for _ in range(max(row.values()) + 1)]
    for stop in stops:
        grid[row[stop.name]].append(stop.name)
    chains: dict[Road, list[Key]] = {}
    for number, road in enumerate(roads):
        if road.before == road.after:
            continue
        top, bottom = sorted((road.before, road.after), key=row.__getitem__)
        bends: list[Key] = [(number, level) for level in range(row[top] + 1, row[bottom])]
        for level, bend in enumerate(bends, row[top] + 1):
            grid[level].append(bend)
        chains[road] = [top, *bends, bottom]
    links = [_Link(upper, lower, road.customers) for road, chain in chains.items() for upper, lower in pairwise(chain)]
    up, down = _neighbours(links)
    grid = _ordered(grid, up, down, links)
    x = _across(grid, up, down, sizes)
    centre: dict[Key, Point] = {
        key: (x[key], at * (sizes.height + sizes.gap_y) + sizes.height / 2)
        for at, level in enumerate(grid)
        for key in level
    }
    lines = {}
    for road, chain in chains.items():
        onwards = chain if chain[0] == road.before else chain[::-1]
        lines[road] = Line(tuple(centre[key] for key in onwards), road not in forward)
    return Layout({stop.name: centre[stop.name] for stop in stops}, lines)


def _acyclic(stops: Sequence[Stop], roads: Sequence[Road]) -> set[Road]:
    """The transitions that lead onwards."""
    after: dict[str, list[str]] = {stop.name: [] for stop in stops}
    forward: set[Road] = set()
    strongest_first = sorted(roads, key=lambda road: -road.customers)
    for road in (*_trunk(stops, strongest_first), *strongest_first):
        if road in forward or road.before == road.after or _reaches(after, road.after, road.before):
            continue
        after[road.before].append(road.after)
        forward.add(road)
    return forward


def _reaches(after: dict[str, list[str]], begin: str, end: str) -> bool:
    seen, left = {begin}, [begin]
    while left:
        here = left.pop()
        if here == end:
            return True
        ahead = [name for name in after[here] if name not in seen]
        seen.update(ahead)
        left += ahead
    return False


def _trunk(stops: Sequence[Stop], strongest_first: Sequence[Road]) -> list[Road]:
    """From where journeys start, always the strongest transition to a step not yet reached: what leads there leads
    onwards."""
    most = max(stop.starts for stop in stops)
    reached = {stop.name for stop in stops if stop.starts >= most / 4}
    chosen: list[Road] = []
    while True:
        ahead = (road for road in strongest_first if road.before in reached and road.after not in reached)
        found = next(ahead, None)
        if found is None:
            return chosen
        reached.add(found.after)
        chosen.append(found)


def _rows(stops: Sequence[Stop], forward: Sequence[Road]) -> dict[str, int]:
    row = {stop.name: 0 for stop in stops}
    late = True
    while late:  # ends: no transition that leads onwards closes a circle
        late = False
        for road in forward:
            if row[road.after] <= row[road.before]:
                row[road.after] = row[road.before] + 1
                late = True
    return row


def _neighbours(links: Sequence[_Link]) -> tuple[_Near, _Near]:
    """Of each item those in the row above, and those in the row below."""
    up: _Near = {}
    down: _Near = {}
    for link in links:
        down.setdefault(link.upper, []).append((link.lower, link.weight))
        up.setdefault(link.lower, []).append((link.upper, link.weight))
    return up, down


def _mean(near: Sequence[tuple[Key, int]], value: dict[Key, float], otherwise: float) -> float:
    """The middle of the neighbours, each by how many travel; one more, for what nobody takes."""
    if not near:
        return otherwise
    total = sum(weight + 1 for _, weight in near)
    return sum((weight + 1) * value[key] for key, weight in near) / total


def _ordered(grid: Grid, up: _Near, down: _Near, links: Sequence[_Link]) -> Grid:
    """The rows in the order with the fewest crossings that was found."""
    at: dict[Key, float] = {key: place for level in grid for place, key in enumerate(level)}
    row = {key: number for number, level in enumerate(grid) for key in level}
    by_row = sorted(links, key=lambda link: row[link.upper])
    groups = [list(group) for _, group in groupby(by_row, key=lambda link: row[link.upper])]
    best, least = [list(level) for level in grid], _crossings(groups, at)
    for turn in range(_ROUNDS_OF_ORDER):
        if least == 0:
            break
        for level in grid if turn % 2 == 0 else reversed(grid):
            near = up if turn % 2 == 0 else down
            middle = {key: _mean(near.get(key, ()), at, at[key]) for key in level}
            level.sort(key=middle.__getitem__)
            at.update((key, place) for place, key in enumerate(level))
        count = _crossings(groups, at)
        if count < least:
            best, least = [list(level) for level in grid], count
    return best


def _crossings(groups: Sequence[Sequence[_Link]], at: dict[Key, float]) -> int:
    return sum(
        (at[one.upper] - at[other.upper]) * (at[one.lower] - at[other.lower]) < 0
        for group in groups
        for one, other in combinations(group, 2)
    )


def _across(grid: Grid, up: _Near, down: _Near, sizes: Sizes) -> dict[Key, float]:
    """Where each item stands in its row: near its neighbours, never closer to the next than the gap."""
    wide = {key: sizes.width if isinstance(key, str) else _BEND for level in grid for key in level}
    x: dict[Key, float] = {}
    for level in grid:
        edge = 0.0
        for key in level:
            x[key] = edge + wide[key] / 2
            edge += wide[key] + sizes.gap_x
        for key in level:
            x[key] -= edge / 2
    for turn in range(_ROUNDS_OF_PLACES):
        near = up if turn % 2 == 0 else down
        for level in grid if turn % 2 == 0 else reversed(grid):
            wish = [_mean(near.get(key, ()), x, x[key]) for key in level]
            apart = [_apart(wide[one], wide[other], sizes.gap_x) for one, other in pairwise(level)]
            x.update(zip(level, _spread(wish, apart), strict=True))
    left = min(place - wide[key] / 2 for key, place in x.items())
    return {key: place - left for key, place in x.items()}


def _apart(one: float, other: float, gap: float) -> float:
    """How far the middles of two items are from each other at least; bends run closer together."""
    return (one + other) / 2 + (gap / 3 if one + other < 2 * gap + 40 else gap)


def _spread(wish: Sequence[float], apart: Sequence[float]) -> list[float]:
    """The wishes, moved apart as little as it takes: the middle between pushing to the right and pushing to the
    left."""
    right, left = list(wish), list(wish)
    for at, least in enumerate(apart):
        right[at + 1] = max(right[at + 1], right[at] + least)
    for at in range(len(apart) - 1, -1, -1):
        left[at] = min(left[at], left[at + 1] - apart[at])
    return [(one + other) / 2 for one, other in zip(right, left, strict=True)]
