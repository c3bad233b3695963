"""An answer without a chart as a picture: what it says, and its first table."""

from __future__ import annotations

from typing import Final

from cxloop.report.lined import lined
from cxloop.report.parts import Report, plain_text
from cxloop.report.shapes import INK, LINE, SOFT, Drawing, Shape, Stroke, Words, label_fitted, width_of
from cxloop.report.speech import Speech

_ROWS: Final = 12
_COLUMNS: Final = 5
_LINE: Final = 18.0
_SIZE: Final = 12.0


def in_words(report: Report, speech: Speech, width: float) -> Drawing:
    """The sentence in lines, and under it the rows of the first table.

    >>> in_words(Report("Pain points", ("There are none.",)), Speech("en"), 400).described
    'There are none.'
    """
    shapes: list[Shape] = []
    y = 0.0
    says = plain_text(report.says)
    for line in wrapped(says, width):
        y += _LINE
        shapes.append(Words(0, y - 4, line))
    told = lined(report.tables[0], speech, report.tables[0].rows[:_ROWS], _COLUMNS) if report.tables else None
    if told is not None and told["rows"]:
        each = width / (len(told["heads"]) + 1)
        y += 10
        for number, row in enumerate((told["heads"], *told["rows"])):
            y += _LINE
            for at, text in enumerate(row):
                # the first column takes the room of two
                begin, wide = (0.0, 2 * each) if at == 0 else ((at + 1) * each, each)
                right = told["numeric"][at]
                short = label_fitted(str(text), wide - 8)
                x = begin + (wide - 8 if right else 0)
                shapes.append(Words(x, y - 5, short, INK if number else SOFT, "end" if right else "start"))
            shapes.append(Stroke(((0, y), (width, y)), LINE))
    return Drawing(width, y + 4, tuple(shapes), says)


def wrapped(text: str, room: float, size: float = _SIZE) -> list[str]:
    """A text in lines, broken between words, and within one that is too long for a line.

    >>> wrapped("one two", 30), wrapped("onetwo", 30)
    (['one', 'two'], ['onet', 'wo'])
    """
    lines: list[str] = []
    now = ""
    for word in text.split():
        ahead = f"{now} {word}" if now else word
        if width_of(ahead, size) <= room:
            now = ahead
            continue
        if now:
            lines.append(now)
        while len(word) > 1 and width_of(word, size) > room:
            kept = next((n for n in range(len(word) - 1, 0, -1) if width_of(word[:n], size) <= room), 1)
            lines.append(word[:kept])
            word = word[kept:]
        now = word
    return [*lines, now] if now or not lines else lines
