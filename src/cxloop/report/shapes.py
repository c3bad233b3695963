"""The plain shapes of a picture, and how much room texts take: what each kind of file draws in its own way."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

INK: Final = "#1b2426"
SOFT: Final = "#566267"
LINE: Final = "#d5dcdc"
PAPER: Final = "#ffffff"
ROAD: Final = "#94a1aa"
"""Of what leads from one place to the next."""
FRAME: Final = "#8b9196"
FILLING: Final = "#d9e8ea"
COLOURS: Final = ("#0b6e75", "#b4531a", "#4a5fc1", "#8a3f7c", "#5b7a1e", "#a33a3a", "#31708f", "#7a6114")
DARK: Final = {
    INK: "#e7ebec",
    SOFT: "#a3b0b7",
    LINE: "#313b41",
    PAPER: "#1a2125",
    ROAD: "#71808b",
    FRAME: "#75828a",
    FILLING: "#25444c",
    **dict(
        zip(
            COLOURS,
            ("#4fc3c9", "#f0965a", "#8f9ff0", "#d58fc8", "#a3c55e", "#ec8080", "#7fb6d8", "#d0b95c"),
            strict=True,
        )
    ),
}
"""What stands for each colour in the dark."""
_SIZE: Final = 12.0
_WIDE, _NARROW = 0.95, 0.55
"""How wide signs are, in sizes of the text."""


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle. rounded: the radius of its corners."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    rounded: float = 1.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 1.0
    dashed: bool = False

    @property
    def dash(self) -> float:
        """How long its dashes are, and the gaps between them."""
        return max(4.0, 1.1 * self.width)


@dataclass(frozen=True, slots=True)
class Area:
    """A surface within points, drawn as a light wash of its colour unless it is solid."""

    points: tuple[tuple[float, float], ...]
    colour: str
    solid: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """x, y: of the base line, at the start, middle or end of the text."""

    x: float
    y: float
    text: str
    colour: str = INK
    anchor: Literal["start", "middle", "end"] = "start"
    size: float = _SIZE
    bold: bool = False


Shape: TypeAlias = Box | Stroke | Area | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a sheet, in points from its upper left corner; described: the same in words."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    described: str


def moved(shape: Shape, x: float, y: float, scale: float = 1.0) -> Shape:
    """A shape further to the right and down, after it has been made larger or smaller.

    >>> moved(Words(10, 20, "a", size=12), 5, 0, 0.5)
    Words(x=10.0, y=10.0, text='a', colour='#1b2426', anchor='start', size=6.0, bold=False)
    """
    match shape:
        case Box():
            wide, high, rounded = (scale * size for size in (shape.width, shape.height, shape.rounded))
            left, top = scale * shape.x + x, scale * shape.y + y
            return replace(shape, x=left, y=top, width=wide, height=high, rounded=rounded)
        case Words():
            return replace(shape, x=scale * shape.x + x, y=scale * shape.y + y, size=scale * shape.size)
        case Stroke():
            return replace(shape, points=_moved(shape.points, x, y, scale), width=scale * shape.width)
        case Area():
            return replace(shape, points=_moved(shape.points, x, y, scale))


def _moved(
    points: tuple[tuple[float, float], ...], x: float, y: float, scale: float
) -> tuple[tuple[float, float], ...]:
    return tuple((scale * a + x, scale * b + y) for a, b in points)


def width_of(text: str, size: float = _SIZE) -> float:
    """About how wide a text is: Hangul and other wide signs take a whole em."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return size * (_WIDE * wide + _NARROW * (len(text) - wide))


def _most(room: float, size: float) -> int:
    """So many signs fit at most."""
    return int(room / (_NARROW * size)) + 1


def fitted(text: str, room: float, size: float = _SIZE) -> str:
    """As much of a text as there is room for.

    >>> fitted("delivery address", 60)
    'delivery…'
    """
    plain = "".join(sign if sign.isprintable() else "·" for sign in text)
    if width_of(plain, size) <= room:
        return plain
    plain = plain[: _most(room, size)]
    while plain and width_of(plain + "…", size) > room:
        plain = plain[:-1]
    return plain + "…"


def label_fitted(text: str, room: float, size: float = _SIZE) -> str:
    """A label in so much room: shortened in the middle, so that those that begin alike are told apart; of a transition,
    either step by itself.

    >>> label_fitted("Print the receipt → Determine the need", 130)
    'Prin…ipt → Dete…eed'
    """
    if width_of(text, size) <= room:
        return fitted(text, room, size)
    parts = text.split(" → ")
    if len(parts) == 2:
        each = (room - width_of(" → ", size)) / 2
        short = [part for part in parts if width_of(part, size) <= each]
        if len(short) == 1:  # the longer one takes what the other leaves
            rest = 2 * each - width_of(short[0], size)
            return " → ".join(part if part is short[0] else _middle(part, rest, size) for part in parts)
        return " → ".join(_middle(part, each, size) for part in parts)
    return _middle(text, room, size)


def _middle(text: str, room: float, size: float) -> str:
    """The beginning and the end of a text."""
    plain = fitted(text, float("inf"), size)
    if width_of(plain, size) <= room:
        return plain
    for kept in range(min(len(plain) - 1, _most(room, size)), 1, -1):
        short = f"{plain[: (kept + 1) // 2].rstrip()}…{plain[len(plain) - kept // 2 :].lstrip()}"
        if width_of(short, size) <= room:
            return short
    return "…"
