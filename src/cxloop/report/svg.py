"""A drawing as SVG: text only ever as escaped text, nothing that is loaded or run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import Final

from cxloop.report.shapes import DARK, PAPER, Area, Box, Drawing, Shape, Stroke, Words, moved

FONTS: Final = "Pretendard, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'Segoe UI', system-ui, sans-serif"


def svg(drawing: Drawing, *, standalone: bool = True, dark: bool = False) -> str:
    """The picture with its description. standalone: as a file of its own, else to stand in a page; dark: in the colours
    for a dark page.

    >>> svg(Drawing(10, 10, (Words(0, 9, "<b>"),), "a"))[-23:]
    '>&lt;b&gt;</text></svg>'
    """
    width, height = _n(drawing.width), _n(drawing.height)
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    space = ' xmlns="http://www.w3.org/2000/svg"' if standalone else ""
    head = f'<svg{space} {size} role="img" font-family="{FONTS}">'
    colours = DARK if dark else {}
    paper = f'<rect width="100%" height="100%" fill="{colours.get(PAPER, PAPER)}"/>' if standalone else ""
    shapes = [replace(one, colour=colours.get(one.colour, one.colour)) for one in drawing.shapes]
    return f"{head}<title>{clean(drawing.described)}</title>{paper}{''.join(map(_shape, shapes))}</svg>"


def sheet(drawings: Sequence[tuple[str, Drawing]], margin: float = 20.0) -> Drawing:
    """Several drawings, each under its title, as one."""
    shapes: list[Shape] = []
    y = 16.0
    for title, one in drawings:
        shapes.append(Words(margin, y + 12, title, size=15))
        y += 28
        shapes += [moved(shape, margin, y) for shape in one.shapes]
        y += one.height + 20
    width = max((one.width for _, one in drawings), default=680.0) + 2 * margin
    return Drawing(width, y, tuple(shapes), " ".join(one.described for _, one in drawings))


def clean(text: str) -> str:
    """Text that may stand in XML: without the signs that XML does not know.

    >>> clean("a\\x00<\\ud800")
    'a·&lt;·'
    """
    return escape("".join(sign if _known(ord(sign)) else "·" for sign in text))


def _known(code: int) -> bool:
    return (
        code in (9, 10, 13) or 0x20 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF
    )


def _shape(shape: Shape) -> str:
    match shape:
        case Box():
            place = f'x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}"'
            return f'<rect {place} rx="{_n(shape.rounded)}" fill="{shape.colour}"/>'
        case Stroke():
            dashes = f' stroke-dasharray="{_n(shape.dash)}"' if shape.dashed else ""
            return (
                f'<polyline points="{_points(shape.points)}" fill="none" stroke="{shape.colour}" '
                f'stroke-width="{_n(shape.width)}"{dashes}/>'
            )
        case Area():
            wash = "" if shape.solid else ' fill-opacity="0.15"'
            return f'<polygon points="{_points(shape.points)}" fill="{shape.colour}"{wash}/>'
        case Words():
            place = f'x="{_n(shape.x)}" y="{_n(shape.y)}" fill="{shape.colour}" text-anchor="{shape.anchor}"'
            face = f'font-size="{_n(shape.size)}"' + (' font-weight="600"' if shape.bold else "")
            return f"<text {place} {face}>{clean(shape.text)}</text>"


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
