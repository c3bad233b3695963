"""A drawing as PNG, sharp enough for a slide."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot
from typing import Any, Final, TypeAlias

from cxloop.report.fonts import font, writable
from cxloop.report.shapes import PAPER, Area, Box, Drawing, Shape, Stroke, Words

Point: TypeAlias = tuple[float, float]

_SCALE: Final = 2
_FINE: Final = 2
"""So many times finer shapes are drawn first: what is made smaller has smooth edges."""
_WASH: Final = 0.15
_ANCHORS: Final = {"start": "ls", "middle": "ms", "end": "rs"}


def png(drawing: Drawing) -> bytes:
    """The picture, two pixels for each point; texts stand above all else. Raises FontMissing."""
    from PIL import Image, ImageDraw, ImageFont

    width, height = round(drawing.width * _SCALE), round(drawing.height * _SCALE)
    fine = Image.new("RGB", (width * _FINE, height * _FINE), PAPER)
    pen = ImageDraw.Draw(fine)
    for shape in drawing.shapes:
        _shape(pen, shape)
    image = fine.reduce(_FINE)
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        if isinstance(shape, Words):
            face = ImageFont.truetype(str(font(bold=shape.bold)), round(shape.size * _SCALE))
            place, anchor = (shape.x * _SCALE, shape.y * _SCALE), _ANCHORS[shape.anchor]
            pen.text(place, writable(shape.text), fill=shape.colour, font=face, anchor=anchor)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _shape(pen: Any, shape: Shape) -> None:
    match shape:
        case Box():
            (left, top), (right, bottom) = _at(shape.x, shape.y), _at(shape.x + shape.width, shape.y + shape.height)
            # the last pixel belongs to the rectangle
            corners = (left, top, max(left, right - 1), max(top, bottom - 1))
            pen.rounded_rectangle(corners, shape.rounded * _SCALE * _FINE, shape.colour)
        case Area():
            colour = shape.colour if shape.solid else _washed(shape.colour)
            pen.polygon([_at(*point) for point in shape.points], fill=colour)
        case Stroke():
            width = max(1, round(shape.width * _SCALE * _FINE))
            for part in _dashes(shape.points, shape.dash) if shape.dashed else (shape.points,):
                pen.line([_at(*point) for point in part], fill=shape.colour, width=width, joint="curve")


def _at(x: float, y: float) -> tuple[float, float]:
    return x * _SCALE * _FINE, y * _SCALE * _FINE


def _dashes(points: Sequence[Point], dash: float) -> Iterator[list[Point]]:
    """The parts of a line that are drawn: as long as the gaps between them, around its bends as well."""
    part, left, drawn = [points[0]], dash, True
    for before, after in pairwise(points):
        length, done = hypot(after[0] - before[0], after[1] - before[1]), 0.0
        while length - done >= left:
            done += left
            share = done / length
            here = (before[0] + (after[0] - before[0]) * share, before[1] + (after[1] - before[1]) * share)
            if drawn:
                yield [*part, here]
            part, left, drawn = [here], dash, not drawn
        left -= length - done
        part.append(after)
    if drawn and len(part) > 1:
        yield part


def _washed(colour: str) -> tuple[int, int, int]:
    """A colour as a light wash on paper."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return (
        round(255 - _WASH * (255 - red)), round(255 - _WASH * (255 - green)), round(255 - _WASH * (255 - blue)),
    )  # fmt: skip
