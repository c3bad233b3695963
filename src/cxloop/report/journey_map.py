"""A map of journeys as shapes: steps as boxes, transitions as arrows, as `web/islands/map/map.js` draws it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians, sin, sqrt
from typing import Final

from cxloop.report.layers import Line, Point, Sizes, layout, strongest
from cxloop.report.listed import wrapped
from cxloop.report.parts import Map, Road, Stop
from cxloop.report.shapes import (
    COLOURS,
    FILLING,
    FRAME,
    INK,
    PAPER,
    ROAD,
    SOFT,
    Area,
    Box,
    Drawing,
    Shape,
    Stroke,
    Words,
    fitted,
    label_fitted,
    moved,
    width_of,
)
from cxloop.report.speech import Speech

_MOST_STOPS: Final = 14
_ROADS_PER_STOP: Final = 2
_NAME, _COUNT, _SMALL = 12.5, 11.0, 10.5
_BOLDER: Final = 1.06
"""So much wider than plain ones bold texts are."""
_ON_PAPER, _ON_SCREEN = 7.0, 9.0
"""The smallest text that can be read, in points."""
_HIGHER, _LEAST_HEIGHT = 1.4, 480.0
"""A map for a screen is so many times higher than wide at most, and always may be so high."""
_INSET: Final = 10.0
_NARROWEST, _WIDEST = 96.0, 172.0
_LONGEST: Final = 120
_GAP_X, _GAP_Y = 38.0, 46.0
_LINE: Final = 15.0
_LEGEND: Final = 10.0
_SAMPLES: Final = 14
_WORTH: Final = 0.03
"""Where so large a share of journeys begins or ends, that is written."""
_BACK: Final = COLOURS[1]
_PLACES: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)
"""Where along an arrow its number may stand, the best first."""


def map_drawn(drawn: Map, speech: Speech, width: float, height: float | None = None) -> Drawing:
    """A map with at least one step, with as many as can be read on so large a sheet. height: on paper; a screen goes
    on downwards.

    >>> way = Map("Map", (Stop("a", 9), Stop("b", 8)), (Road("a", "b", 8, 8),))
    >>> map_drawn(way, Speech("en"), 720).described
    'Map. a: 9; b: 8; a → b: 8.'
    """
    high = height or max(_LEAST_HEIGHT, _HIGHER * width)
    least = (_ON_PAPER if height else _ON_SCREEN) / _SMALL
    for most in range(min(_MOST_STOPS, len(drawn.stops)), 0, -1):
        stops, roads = strongest(drawn.stops, drawn.roads, most, most * _ROADS_PER_STOP)
        shapes = _shapes(stops, roads, speech)
        legend, low = _legend(drawn, stops, roads, shapes, speech, width)
        left, top, right, bottom = _bounds(shapes)
        scale = min(1.0, width / (right - left), (high - low) / (bottom - top))
        if scale >= least:
            break
    x = (width - scale * (right - left)) / 2 - scale * left
    below = scale * (bottom - top)
    placed = [moved(shape, x, -scale * top, scale) for shape in shapes]
    placed += [moved(shape, 0, below) for shape in legend]
    return Drawing(width, below + low, tuple(placed), _described(drawn, stops, roads, speech))


def _described(drawn: Map, stops: Sequence[Stop], roads: Sequence[Road], speech: Speech) -> str:
    parts = []
    for stop in stops:
        ends = [f"{word} {speech.count(number)}" for _, word, number in _terminals(stop, speech)]
        parts.append(", ".join((f"{stop.name}: {speech.count(stop.customers)}", *ends)))
    parts += [f"{road.before} → {road.after}: {speech.count(road.customers)}" for road in roads]
    return f"{drawn.title}. " + "; ".join(parts) + "."


def _terminals(stop: Stop, speech: Speech) -> Iterator[tuple[int, str, int]]:
    """On which side of its box (-1 above) it is written how many journeys begin or end with it."""
    if stop.start_share >= _WORTH:
        yield -1, speech.t("word.start"), stop.starts
    if stop.end_share >= _WORTH:
        yield 1, speech.t("word.end"), stop.ends


def _shapes(stops: Sequence[Stop], roads: Sequence[Road], speech: Speech) -> list[Shape]:
    """The map in its natural size."""
    names = {stop.name: _lines_of(stop.name) for stop in stops}
    sizes = _sizes([line for lines in names.values() for line in lines], max(map(len, names.values())))
    found = layout(stops, roads, sizes)
    most = max((road.customers for road in roads), default=0) or 1
    largest = max(stop.customers for stop in stops) or 1
    shapes: list[Shape] = []
    numbers: list[tuple[Road, list[Point]]] = []
    for road in roads:
        wide = 1.2 + 8 * sqrt(road.customers / most) ** 1.4
        line = found.lines.get(road)
        arrow = _loop(found.centre[road.before], sizes) if line is None else _curve(line, wide, sizes)
        back = line is None or line.back
        colour = _BACK if back else ROAD
        shapes += [Stroke(arrow.points, colour, wide, back), Area(arrow.head(5 + 0.9 * wide), colour, solid=True)]
        numbers.append((road, list(arrow.points)))
    taken: list[Box] = []
    for stop in stops:
        box = list(_box(stop, found.centre[stop.name], sizes, names[stop.name], stop.customers / largest, speech))
        ends = list(_ends(stop, found.centre[stop.name], sizes, speech))
        shapes += [*box, *ends]
        taken += [one for one in (*box, *ends) if isinstance(one, Box)]
    for road, points in numbers:
        shapes += _number(speech.count(road.customers), points, taken)
    return shapes


def _lines_of(name: str) -> tuple[str, ...]:
    """A name in one line, or in two where it is long; what does not fit is left out in the middle."""
    room = (_WIDEST - 2 * _INSET) / _BOLDER
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST // 2]}…{name[-_LONGEST // 2 :]}"
    whole = " ".join(fitted(short, float("inf")).split()) or "·"
    first = wrapped(whole, room, _NAME)[0]
    rest = whole[len(first) :].strip()
    return (first, label_fitted(rest, room, _NAME)) if rest else (first,)


def _sizes(lines: Sequence[str], most: int) -> Sizes:
    """Boxes that have room for all names. most: lines of a name."""
    needed = max(_BOLDER * width_of(line, _NAME) for line in lines) + 2 * _INSET
    return Sizes(min(_WIDEST, max(_NARROWEST, needed)), 26 + _LINE * most, _GAP_X, _GAP_Y)


def _box(
    stop: Stop, centre: Point, sizes: Sizes, lines: Sequence[str], share: float, speech: Speech
) -> Iterator[Shape]:
    x, y = centre[0] - sizes.width / 2, centre[1] - sizes.height / 2
    full = max(6.0, (sizes.width - 2) * share)
    yield Box(x, y, sizes.width, sizes.height, FRAME, 8)
    yield Box(x + 1, y + 1, sizes.width - 2, sizes.height - 2, PAPER, 7)
    yield Box(x + 1, y + 1, full, sizes.height - 2, FILLING, min(7.0, full / 2))
    for at, line in enumerate(lines):
        yield Words(x + _INSET, y + 17 + _LINE * at, line, INK, size=_NAME, bold=True)
    yield Words(x + _INSET, y + sizes.height - 8, speech.count(stop.customers), SOFT, size=_COUNT)


def _ends(stop: Stop, centre: Point, sizes: Sizes, speech: Speech) -> Iterator[Shape]:
    """Dots and numbers over the step that many journeys start with, and under that which many end with."""
    for side, word, number in _terminals(stop, speech):
        text = f"{word} {speech.count(number)}"
        long = width_of(text, _SMALL)
        y = centre[1] + side * (sizes.height / 2 + 10)
        # left of the arrows, which meet the middle of a box
        x = min(centre[0] - sizes.width / 2 + 4, centre[0] - long - 24)
        yield Box(x - 2, y - 7, long + 15, 14, PAPER, 3)
        yield Box(x, y - 3.5, 7, 7, INK, 3.5)
        yield Words(x + 11, y + 4, text, SOFT, size=_SMALL)


@dataclass(frozen=True, slots=True)
class _Arrow:
    """A line, and where its head points: in degrees, 90 is down."""

    points: tuple[Point, ...]
    tip: Point
    angle: float

    def head(self, size: float) -> tuple[Point, ...]:
        across, along = sin(radians(self.angle)), cos(radians(self.angle))
        corners = ((0.0, 0.0), (-size, -0.62 * size), (-size, 0.62 * size))
        return tuple((self.tip[0] + x * along - y * across, self.tip[1] + x * across + y * along) for x, y in corners)


def _curve(line: Line, wide: float, sizes: Sizes) -> _Arrow:
    """From the border of one box to that of another; past the rows between them straight on."""
    sign = 1 if line.points[-1][1] > line.points[0][1] else -1
    shift = 0.0 if sign > 0 else 14.0
    half, head = sign * sizes.height / 2, sign * (4 + 0.9 * wide)
    (begin_x, begin_y), *bends, (end_x, end_y) = ((x + shift, y) for x, y in line.points)
    knots = [(begin_x, begin_y + half)]
    for x, y in bends:
        knots += [(x, y - half), (x, y + half)]
    knots.append((end_x, end_y - half - head))
    points = [knots[0]]
    for at, (one, other) in enumerate(pairwise(knots)):
        reach = (other[1] - one[1]) / 2
        turns = ((one[0], one[1] + reach), (other[0], other[1] - reach))
        points += [other] if at % 2 else _bezier(one, *turns, other)
    return _Arrow(tuple(points), (end_x, end_y - half), 90.0 * sign)


def _loop(centre: Point, sizes: Sizes) -> _Arrow:
    """From a step to itself."""
    x, y = centre[0] + sizes.width / 2, centre[1]
    points = _bezier((x, y - 10), (x + 30, y - 24), (x + 30, y + 24), (x + 6, y + 9))
    return _Arrow(((x, y - 10), *points), (x, y + 7), 205.0)


def _bezier(one: Point, near: Point, far: Point, other: Point) -> list[Point]:
    """Points of a curve, without its first."""
    found = []
    for number in range(1, _SAMPLES + 1):
        t = number / _SAMPLES
        parts = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        x, y = (
            sum(part * point[at] for part, point in zip(parts, (one, near, far, other), strict=True)) for at in (0, 1)
        )
        found.append((x, y))
    return found


def _number(text: str, points: Sequence[Point], taken: list[Box]) -> Iterator[Shape]:
    """How many travel, on the arrow, where nothing else stands; nowhere if there is no such place."""
    wide, high = width_of(text, _SMALL) + 6, 14.0
    for share in _PLACES:
        x, y = _along(points, share)
        room = Box(x - wide / 2, y - high / 2, wide, high, PAPER, 4)
        if not any(_overlap(room, one) for one in taken):
            taken.append(room)
            yield room
            yield Words(x, y + 4, text, SOFT, "middle", _SMALL)
            return


def _along(points: Sequence[Point], share: float) -> Point:
    """The point so far along a line."""
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    left = share * sum(lengths)
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        if left <= length and length > 0:
            return a[0] + (b[0] - a[0]) * left / length, a[1] + (b[1] - a[1]) * left / length
        left -= length
    return points[-1]


def _overlap(one: Box, other: Box) -> bool:
    apart = one.x >= other.x + other.width or other.x >= one.x + one.width
    return not apart and one.y < other.y + other.height and other.y < one.y + one.height


def _bounds(shapes: Sequence[Shape]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all of them."""
    corners = [corner for shape in shapes for corner in _corners(shape)]
    x, y = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(x), min(y), max(x), max(y)


def _corners(shape: Shape) -> Iterator[Point]:
    match shape:
        case Box():
            yield from ((shape.x, shape.y), (shape.x + shape.width, shape.y + shape.height))
        case Words():
            begin = {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.anchor]
            wide = width_of(shape.text, shape.size)
            yield from ((shape.x - begin * wide, shape.y - shape.size), (shape.x + (1 - begin) * wide, shape.y + 4))
        case Stroke() | Area():
            half = shape.width / 2 if isinstance(shape, Stroke) else 0.0
            yield from ((x + side, y + side) for x, y in shape.points for side in (-half, half))


def _legend(
    drawn: Map, stops: Sequence[Stop], roads: Sequence[Road], shapes: Sequence[Shape], speech: Speech, width: float
) -> tuple[list[Shape], float]:
    """What the picture means, and how much of the whole it shows; and how high that is."""
    signs: list[tuple[Shape, str]] = [(Box(0, -9, 20, 10, FILLING, 3), speech.t(f"map.box.{drawn.per}"))]
    if roads:
        signs.append((Stroke(((0, -4), (20, -4)), ROAD, 3), speech.t(f"map.arrow.{drawn.per}")))
    if any(isinstance(shape, Stroke) and shape.dashed for shape in shapes):
        signs.append((Stroke(((0, -4), (20, -4)), _BACK, 2, dashed=True), speech.t("map.back")))
    told: list[Shape] = []
    x, y = 0.0, 30.0
    for sign, text in signs:
        lines = wrapped(text, width - 26, _LEGEND)
        wide = 26 + max(width_of(line, _LEGEND) for line in lines)
        if x and x + wide > width:
            x, y = 0.0, y + _LINE
        told.append(moved(sign, x, y))
        told += [Words(x + 26, y + _LINE * at, line, SOFT, size=_LEGEND) for at, line in enumerate(lines)]
        x, y = x + wide + 18, y + _LINE * (len(lines) - 1)
    for line in wrapped(_left_out(drawn, stops, roads, speech), width, _LEGEND):
        y += _LINE
        told.append(Words(0, y, line, SOFT, size=_LEGEND))
    return told, y + 6


def _left_out(drawn: Map, stops: Sequence[Stop], roads: Sequence[Road], speech: Speech) -> str:
    numbers = {"steps": stops, "all_steps": drawn.stops, "roads": roads, "all_roads": drawn.roads}
    counts = {name: speech.count(len(these)) for name, these in numbers.items()}
    whole = len(stops) == len(drawn.stops) and len(roads) == len(drawn.roads)
    return "" if whole else speech.line("map.drawn", **counts)
