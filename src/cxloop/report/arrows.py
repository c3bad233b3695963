"""The arrows of a map: their lines as points, and their heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import cos, hypot, radians, sin
from typing import Final

from cxloop.report.layers import Line, Point, Sizes
from cxloop.report.shapes import PAPER, Box

_ASIDE: Final = 20.0
"""So far right of the middle ways back run."""
_SAMPLES: Final = 14


@dataclass(frozen=True)
class Arrow:
    """A line, and where its head points: in degrees, 90 is down. beside: where its number may stand off the line."""

    points: tuple[Point, ...]
    tip: Point
    angle: float
    beside: tuple[Point, ...] = ()

    @cached_property
    def around(self) -> Box:
        """The rectangle that its line fills."""
        x, y = [point[0] for point in self.points], [point[1] for point in self.points]
        return Box(min(x), min(y), max(x) - min(x) + 1, max(y) - min(y) + 1, PAPER)

    def head(self, size: float) -> tuple[Point, ...]:
        across, along = sin(radians(self.angle)), cos(radians(self.angle))
        corners = ((0.0, 0.0), (-size, -0.62 * size), (-size, 0.62 * size))
        return tuple((self.tip[0] + x * along - y * across, self.tip[1] + x * across + y * along) for x, y in corners)


def curve(line: Line, wide: float, sizes: Sizes) -> Arrow:
    """From the border of one box to that of another; past the rows between them straight on."""
    sign = 1 if line.points[-1][1] > line.points[0][1] else -1
    shift = 0.0 if sign > 0 else _ASIDE
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
    return Arrow(tuple(points), (end_x, end_y - half), 90.0 * sign)


def loop(centre: Point, sizes: Sizes) -> Arrow:
    """From a step to itself."""
    x, y = centre[0] + sizes.width / 2, centre[1]
    points = _bezier((x, y - 10), (x + 30, y - 24), (x + 30, y + 24), (x + 6, y + 9))
    beside = ((x + 40, y), (x + 18, y + 25), (x + 18, y - 25))
    return Arrow(((x, y - 10), *points), (x, y + 7), 205.0, beside)


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


def along(points: Sequence[Point], share: float) -> Point:
    """The point so far along a line: 0 at its beginning, 1 at its end.

    >>> along([(0, 0), (0, 10), (10, 10)], 0.75)
    (5.0, 10.0)
    """
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    left = share * sum(lengths)
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        if left <= length and length > 0:
            return a[0] + (b[0] - a[0]) * left / length, a[1] + (b[1] - a[1]) * left / length
        left -= length
    return points[-1]
