"""A drawing as PNG, sharp enough for a slide."""

from __future__ import annotations

import io
from typing import Any, Final

from cxloop.report.drawing import PAPER, Area, Box, Drawing, Stroke, Words
from cxloop.report.fonts import font, writable

_SCALE: Final = 2
_WASH: Final = 0.15
_ANCHORS: Final = {"start": "ls", "middle": "ms", "end": "rs"}
_DASH: Final = 4.0


def png(drawing: Drawing) -> bytes:
    """The picture, two pixels for each point. Raises FontMissing."""
    from PIL import Image, ImageDraw, ImageFont

    size = (round(drawing.width * _SCALE), round(drawing.height * _SCALE))
    image = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        match shape:
            case Box():
                corner = (shape.x + shape.width, shape.y + shape.height)
                pen.rectangle((*_at(shape.x, shape.y), *_at(*corner)), fill=shape.colour)
            case Area():
                pen.polygon([_at(*point) for point in shape.points], fill=_washed(shape.colour))
            case Stroke():
                _stroke(pen, shape)
            case Words():
                face = ImageFont.truetype(str(font()), round(shape.size * _SCALE))
                pen.text(
                    _at(shape.x, shape.y),
                    writable(shape.text),
                    fill=shape.colour,
                    font=face,
                    anchor=_ANCHORS[shape.anchor],
                )
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _at(x: float, y: float) -> tuple[float, float]:
    return x * _SCALE, y * _SCALE


def _stroke(pen: Any, shape: Stroke) -> None:
    width = max(1, round(shape.width * _SCALE))
    if not shape.dashed:
        pen.line([_at(*point) for point in shape.points], fill=shape.colour, width=width, joint="curve")
        return
    (x, y), (far_x, far_y) = shape.points[0], shape.points[-1]
    length = max(abs(far_x - x), abs(far_y - y), 1.0)
    for at in range(0, int(length / _DASH), 2):
        near, far = at * _DASH / length, min(1.0, (at + 1) * _DASH / length)
        ends = [(x + (far_x - x) * part, y + (far_y - y) * part) for part in (near, far)]
        pen.line([_at(*point) for point in ends], fill=shape.colour, width=width)


def _washed(colour: str) -> tuple[int, int, int]:
    """A colour as a light wash on paper."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return (
        round(255 - _WASH * (255 - red)), round(255 - _WASH * (255 - green)), round(255 - _WASH * (255 - blue)),
    )  # fmt: skip
