"""A map of journeys as shapes: steps as boxes, transitions as arrows, as `web/islands/map/map.js` draws it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import sqrt
from typing import Final

from cxloop.report.arrows import Arrow, along, curve, loop
from cxloop.report.layers import Point, Sizes, layout, strongest
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
_BOLDER: Final = 1.15
"""So much wider than plain ones bold texts may be, whatever typeface a reader of an SVG has."""
_ON_PAPER, _ON_SCREEN = 7.0, 9.0
"""The smallest text that can be read, in points."""
_HIGHER, _LEAST_HEIGHT = 1.4, 480.0
"""A map for a screen is so many times higher than wide at most, and always may be so high."""
_INSET: Final = 10.0
_NARROWEST: Final = 96.0
_LONGEST: Final = 120
_GAP_Y: Final = 46.0
_LINE: Final = 15.0
_LEGEND, _LEGEND_ON_PAPER, _LEGEND_GAP = 10.0, 8.0, 16.0
_WORTH: Final = 0.03
"""Where so large a share of journeys begins or ends, that is written."""
_BACK: Final = COLOURS[1]
_PLACES: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)
"""Where along an arrow its number may stand, the best first."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How wide a box is at most, and the gap between two."""

    widest: float
    gap: float


_FORMS: Final = (_Form(172, 38), _Form(116, 24))
"""The usual one, and one for rows of many steps."""


def map_drawn(drawn: Map, speech: Speech, width: float, height: float | None = None) -> Drawing:
    """A map with at least one step, with as many as can be read on so large a sheet. height: on paper; a screen goes
    on downwards.

    >>> way = Map("Map", (Stop("a", 9), Stop("b", 8)), (Road("a", "b", 8, 8),))
    >>> map_drawn(way, Speech("en"), 720).described
    'Map. a: 9; b: 8; a → b: 8.'
    """
    high = height or max(_LEAST_HEIGHT, _HIGHER * width)
    least, small = (_ON_PAPER / _SMALL, _LEGEND_ON_PAPER) if height else (_ON_SCREEN / _SMALL, _LEGEND)
    elsewhere = [road for road in drawn.roads if road.before != road.after]
    first = max(elsewhere, key=lambda road: (road.customers, road.count), default=None)
    for most, form in product(range(min(_MOST_STOPS, len(drawn.stops)), 0, -1), _FORMS):
        stops, roads = strongest(drawn.stops, drawn.roads, most, most * _ROADS_PER_STOP, first)
        shapes = _shapes(stops, roads, form, speech)
        legend, low = _legend(_left_out(drawn, stops, roads, speech), shapes, drawn.per, speech, width, small)
        left, top, right, bottom = _bounds(shapes)
        scale = min(1.0, width / (right - left), max(high - low, high / 4) / (bottom - top))
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


def _shapes(stops: Sequence[Stop], roads: Sequence[Road], form: _Form, speech: Speech) -> list[Shape]:
    """The map in its natural size."""
    names = {stop.name: _lines_of(stop.name, form) for stop in stops}
    sizes = _sizes(list(names.values()), form)
    found = layout(stops, roads, sizes)
    most = max((road.customers for road in roads), default=0) or 1
    largest = max(stop.customers for stop in stops) or 1
    shapes: list[Shape] = []
    arrows: list[tuple[Road, Arrow]] = []
    taken: list[Box] = []
    for road in roads:
        wide = 1.2 + 8 * sqrt(road.customers / most) ** 1.4
        line = found.lines.get(road)
        arrow = loop(found.centre[road.before], sizes) if line is None else curve(line, wide, sizes)
        back = line is None or line.back
        colour = _BACK if back else ROAD
        head = Area(arrow.head(5 + 0.9 * wide), colour, solid=True)
        shapes += [Stroke(arrow.points, colour, wide, back), head]
        arrows.append((road, arrow))
        left, top, right, bottom = _bounds((head,))
        taken.append(Box(left, top, right - left, bottom - top, colour))
    for stop in stops:
        box = list(_box(stop, found.centre[stop.name], sizes, names[stop.name], stop.customers / largest, speech))
        ends = list(_ends(stop, found.centre[stop.name], sizes, speech))
        shapes += [*box, *ends]
        taken += [one for one in (*box, *ends) if isinstance(one, Box)]
    for road, arrow in arrows:
        others = [other for _, other in arrows if other is not arrow]
        shapes += _number(speech.count(road.customers), arrow, taken, others)
    return shapes


def _lines_of(name: str, form: _Form) -> tuple[str, ...]:
    """A name in one line, or in two where it is long; what does not fit is left out in the middle."""
    room = (form.widest - 2 * _INSET) / _BOLDER
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST // 2]}…{name[-_LONGEST // 2 :]}"
    whole = " ".join(fitted(short, float("inf")).split()) or "·"
    first = wrapped(whole, room, _NAME)[0]
    rest = whole[len(first) :].strip()
    return (first, label_fitted(rest, room, _NAME)) if rest else (first,)


def _sizes(names: Sequence[Sequence[str]], form: _Form) -> Sizes:
    """Boxes that have room for all names, each in its lines."""
    needed = max(_BOLDER * width_of(line, _NAME) for lines in names for line in lines) + 2 * _INSET
    most = max(map(len, names))
    return Sizes(min(form.widest, max(_NARROWEST, needed)), 26 + _LINE * most, form.gap, _GAP_Y)


def _box(
    stop: Stop, centre: Point, sizes: Sizes, lines: Sequence[str], share: float, speech: Speech
) -> Iterator[Shape]:
    x, y = centre[0] - sizes.width / 2, centre[1] - sizes.height / 2
    full = max(6.0, (sizes.width - 2) * share)
    yield Box(x, y, sizes.width, sizes.height, FRAME, 8)
    yield Box(x + 1, y + 1, sizes.width - 2, sizes.height - 2, PAPER, 7)
    yield Box(x + 1, y + 1, full, sizes.height - 2, FILLING, min(7.0, full / 2))
    base = centre[1] - _LINE * len(lines) / 2 + 4
    for at, line in enumerate(lines):
        yield Words(x + _INSET, base + _LINE * at, line, INK, size=_NAME, bold=True)
    yield Words(x + _INSET, base + _LINE * len(lines), speech.count(stop.customers), SOFT, size=_COUNT)


def _ends(stop: Stop, centre: Point, sizes: Sizes, speech: Speech) -> Iterator[Shape]:
    """Dots and numbers over the step that many journeys start with, and under that which many end with."""
    for side, word, number in _terminals(stop, speech):
        text = f"{word} {speech.count(number)}"
        long = width_of(text, _SMALL)
        y = centre[1] + side * (sizes.height / 2 + 10)
        # left of the arrows, which meet the middle of a box
        x = min(centre[0] - sizes.width / 2 + 4, centre[0] - long - 19)
        yield Box(x - 2, y - 7, long + 15, 14, PAPER, 3)
        yield Box(x, y - 3.5, 7, 7, INK, 3.5)
        yield Words(x + 11, y + 4, text, SOFT, size=_SMALL)


def _number(text: str, arrow: Arrow, taken: list[Box], others: Sequence[Arrow]) -> Iterator[Shape]:
    """How many travel, on the arrow or beside it, where nothing else stands, if possible where no other arrow runs;
    nowhere if there is no such place."""
    wide, high = width_of(text, _SMALL) + 6, 14.0
    on = [along(arrow.points, share) for share in _PLACES]
    rooms = [Box(x - wide / 2, y - high / 2, wide, high, PAPER, 4) for x, y in (*arrow.beside, *on)]
    free = [room for room in rooms if not any(_overlap(room, one) for one in taken)]
    clear = (room for room in free if not any(_runs_through(line, room) for line in others))
    place = next(clear, next((room for room in free if room in rooms[-len(on) :]), None))
    if place is not None:
        taken.append(place)
        yield place
        yield Words(place.x + wide / 2, place.y + high / 2 + 4, text, SOFT, "middle", _SMALL)


def _runs_through(line: Arrow, box: Box) -> bool:
    """Whether a line meets a box, by the rectangles around its pieces."""
    right, bottom = box.x + box.width, box.y + box.height
    return _overlap(line.around, box) and any(
        min(a_x, b_x) < right and max(a_x, b_x) > box.x and min(a_y, b_y) < bottom and max(a_y, b_y) > box.y
        for (a_x, a_y), (b_x, b_y) in pairwise(line.points)
    )


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
    sentence: str, shapes: Sequence[Shape], per: str, speech: Speech, width: float, size: float
) -> tuple[list[Shape], float]:
    """What the picture means, and the sentence under it; and how high that is."""
    strokes = [shape for shape in shapes if isinstance(shape, Stroke)]
    signs: list[tuple[Shape, str]] = [(Box(0, 1 - size, 20, size, FILLING, 3), speech.t(f"map.box.{per}"))]
    if strokes:
        signs.append((Stroke(((0, -0.35 * size), (20, -0.35 * size)), ROAD, 3), speech.t(f"map.arrow.{per}")))
    if any(stroke.dashed for stroke in strokes):
        signs.append((Stroke(((0, -0.35 * size), (20, -0.35 * size)), _BACK, 2, dashed=True), speech.t("map.back")))
    told: list[Shape] = []
    x, y, high = 0.0, _LEGEND_GAP + size, 1.5 * size
    for sign, text in signs:
        lines = wrapped(text, width - 26, size)
        wide = 26 + max(width_of(line, size) for line in lines)
        if x and x + wide > width:
            x, y = 0.0, y + high
        told.append(moved(sign, x, y))
        told += [Words(x + 26, y + high * at, line, SOFT, size=size) for at, line in enumerate(lines)]
        x, y = x + wide + 18, y + high * (len(lines) - 1)
    for line in wrapped(sentence, width, size) if sentence else ():
        y += high
        told.append(Words(0, y, line, SOFT, size=size))
    return told, y + 6


def _left_out(drawn: Map, stops: Sequence[Stop], roads: Sequence[Road], speech: Speech) -> str:
    numbers = {"steps": stops, "all_steps": drawn.stops, "roads": roads, "all_roads": drawn.roads}
    counts = {name: speech.count(len(these)) for name, these in numbers.items()}
    whole = len(stops) == len(drawn.stops) and len(roads) == len(drawn.roads)
    return "" if whole else speech.line("map.drawn", **counts)
