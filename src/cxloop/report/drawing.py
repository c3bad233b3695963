"""Charts and maps as plain shapes on a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import floor, log10
from operator import itemgetter
from typing import Final, Literal

from cxloop.report.journey_map import map_drawn
from cxloop.report.parts import Chart, Map, Series
from cxloop.report.shapes import (
    COLOURS,
    INK,
    LINE,
    SOFT,
    Area,
    Box,
    Drawing,
    Shape,
    Stroke,
    Words,
    fitted,
    label_fitted,
    width_of,
)
from cxloop.report.speech import Speech

_ROW: Final = 24.0
_BAR: Final = 12.0
_PLOT: Final = 220.0
_TICKS: Final = 4
_SPANS: Final = (
    *(1, 2, 5, 10, 15, 30), *(60 * n for n in (1, 2, 5, 10, 15, 30)), *(3600 * n for n in (1, 2, 3, 6, 12)),
    *(86_400 * n for n in (1, 2, 3, 5, 7, 10)),
)  # fmt: skip
"""Round lengths of time, in seconds."""
_ROWS_OF_MARKS: Final = 4


def draw(chart: Chart | Map, speech: Speech, width: float = 720.0, height: float | None = None) -> Drawing:
    """A chart or a map as shapes. height: how high a map may be; charts are as high as they need.

    >>> chart = Chart("bars", "Reach", ("pay",), (Series("customers", (3.0,)),), "count")
    >>> draw(chart, Speech("en")).described
    'Reach. pay: 3.'
    """
    if isinstance(chart, Map):
        return map_drawn(chart, speech, width, height)
    shapes, high = (_bars if chart.kind == "bars" else _lines)(chart, speech, width)
    return Drawing(width, high, tuple(shapes), _described(chart, speech))


def _described(chart: Chart, speech: Speech) -> str:
    several = len(chart.series) > 1
    parts = [
        f"{label}: " + ", ".join(
            (f"{one.name} " if several else "") + speech.written(one.values[at], chart.unit) for one in chart.series
        )
        for at, label in enumerate(chart.labels[:30])
    ]  # fmt: skip
    return f"{chart.title}. " + "; ".join(parts) + "."


def _legend(chart: Chart, width: float) -> tuple[list[Shape], float]:
    if len(chart.series) < 2:
        return [], 0.0
    shapes: list[Shape] = []
    x, y = 0.0, 12.0
    for number, one in enumerate(chart.series):
        name = fitted(one.name, 260)
        if x and x + width_of(name) + 40 > width:
            x, y = 0.0, y + 20
        shapes += [Box(x, y - 9, 10, 10, _colour(number)), Words(x + 16, y, name, SOFT)]
        x += width_of(name) + 40
    return shapes, y + 14


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _bars(chart: Chart, speech: Speech, width: float) -> tuple[list[Shape], float]:
    shapes, top = _legend(chart, width)
    room = min(0.42 * width, max((width_of(label) for label in chart.labels), default=0) + 12)
    texts = [[speech.written(one.values[at], chart.unit) for one in chart.series] for at in range(len(chart.labels))]
    beside = max((width_of(text) for row in texts for text in row), default=0) + 12
    most = max((value or 0 for one in chart.series for value in one.values), default=0) or 1
    high = max(_ROW, (_BAR + 4) * len(chart.series) + 8)
    for at, label in enumerate(chart.labels):
        y = top + at * high
        shapes.append(Words(0, y + high / 2 + 4, label_fitted(label, room - 8)))
        for number, one in enumerate(chart.series):
            inner = y + (high - (_BAR + 4) * len(chart.series)) / 2 + number * (_BAR + 4)
            long = (width - room - beside) * (one.values[at] or 0) / most
            shapes.append(Box(room, inner + 2, max(long, 1.0), _BAR, _colour(number)))
            shapes.append(Words(room + max(long, 1.0) + 6, inner + 12, texts[at][number], SOFT))
    return shapes, top + high * len(chart.labels) + 4


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where values and labels stand on the sheet."""

    left: float
    top: float
    width: float
    low: float
    high: float
    count: int

    def x(self, at: int) -> float:
        return self.left + (self.width * at / (self.count - 1) if self.count > 1 else self.width / 2)

    def y(self, value: float) -> float:
        return self.top + _PLOT * (1 - (value - self.low) / (self.high - self.low))


def _lines(chart: Chart, speech: Speech, width: float) -> tuple[list[Shape], float]:
    shapes, top = _legend(chart, width)
    ticks = _ticks(chart)
    texts = [speech.written(tick, chart.unit) for tick in ticks]
    left = max(width_of(text) for text in texts) + 10
    plot = _Plot(left, top + 10, width - left - 24, ticks[0], ticks[-1], len(chart.labels))
    for tick, text in zip(ticks, texts, strict=True):
        y = plot.y(tick)
        shapes += [Stroke(((left, y), (left + plot.width, y)), LINE), Words(left - 8, y + 4, text, SOFT, "end", 11)]
    for number, one in enumerate(chart.series):
        shapes += _curve(one, plot, _colour(number), many=len(chart.series) > 3)
    if chart.line is not None:
        y = plot.y(chart.line)
        shapes.append(Stroke(((left, y), (left + plot.width, y)), INK, 1.2, dashed=True))
    for number, (place, what) in enumerate(chart.marks):
        x = plot.x(place)
        ends = x > left + plot.width - 150
        shapes += [
            Stroke(((x, plot.top), (x, plot.top + _PLOT)), SOFT, 1, dashed=True),
            Words(x + (-4 if ends else 4), plot.top + 10 + 13 * (number % _ROWS_OF_MARKS), fitted(what, 140, 10), SOFT,
                  "end" if ends else "start", 10),
        ]  # fmt: skip
    return [*shapes, *_axis(chart, plot)], plot.top + _PLOT + 26


def _axis(chart: Chart, plot: _Plot) -> Iterator[Words]:
    each = max((width_of(label, 11) for label in chart.labels), default=0) + 14
    every = max(1, -(-len(chart.labels) // max(1, int(plot.width / each)))) if each else 1
    for at in range(0, len(chart.labels), every):
        anchor: Literal["middle", "end"] = "end" if at == len(chart.labels) - 1 else "middle"
        yield Words(plot.x(at), plot.top + _PLOT + 18, chart.labels[at], SOFT, anchor, 11)


def _curve(one: Series, plot: _Plot, colour: str, *, many: bool) -> Iterator[Shape]:
    for run in _runs(one.values):
        if one.low and not many:
            known = [at for at in run if one.low[at] is not None and one.high[at] is not None]
            up = [(plot.x(at), plot.y(one.high[at] or 0)) for at in known]
            down = [(plot.x(at), plot.y(one.low[at] or 0)) for at in reversed(known)]
            if len(known) > 1:
                yield Area((*up, *down), colour)
        points = tuple((plot.x(at), plot.y(one.values[at] or 0)) for at in run)
        broken = [any(one.open[before:after]) for before, after in zip(run, (at + 1 for at in run[1:]), strict=False)]
        for dashed, part in groupby(enumerate(broken), itemgetter(1)):
            places = [place for place, _ in part]
            yield Stroke(points[places[0] : places[-1] + 2], colour, 2, dashed)
        if len(points) < 40:
            yield from (Box(x - 2.5, y - 2.5, 5, 5, colour) for x, y in points)


def _runs(values: Sequence[float | None]) -> Iterator[list[int]]:
    """Places of values that follow each other without a gap."""
    gaps = [-1, *(at for at, value in enumerate(values) if value is None), len(values)]
    yield from (list(range(before + 1, after)) for before, after in pairwise(gaps) if after - before > 1)


def _step(rough: float, unit: str) -> float:
    """The round value next above: of times, one that is round in seconds, minutes, hours or days.

    >>> _step(18, "number"), _step(200_000, "seconds")
    (20.0, 259200.0)
    """
    if unit == "seconds" and 1 <= rough <= _SPANS[-1]:
        return float(next(span for span in _SPANS if span >= rough * 0.999))
    scale = 86_400.0 if unit == "seconds" and rough > 1 else 1.0
    size = 10.0 ** floor(log10(rough / scale))
    return scale * next(size * nice for nice in (1, 2, 2.5, 5, 10) if scale * size * nice >= rough * 0.999)


def _ticks(chart: Chart) -> list[float]:
    """Round values from below the least to above the most; shares and counts begin at nothing."""
    bounds = [one.low for one in chart.series if one.low] + [one.high for one in chart.series if one.high]
    values = [one.values for one in chart.series]
    known = [value for part in (*values, *bounds, (chart.line,)) for value in part if value is not None] or [0.0]
    least, most = min(known), max(known)
    if least >= 0 and chart.unit in ("share", "count", "seconds", "money", "number"):
        least = 0.0
    if most <= least:
        most = least + (abs(least) or 1.0)
    step = _step((most - least) / _TICKS, chart.unit)
    if chart.unit == "count":
        step = max(1.0, step)
    first = floor(least / step + 1e-9)
    ticks = [first * step]
    while ticks[-1] < most - step * 1e-9:
        ticks.append((first + len(ticks)) * step)
    return ticks
