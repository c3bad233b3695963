"""A report on one sheet of A4, as PDF: title, sentence, charts, what is to be known of it, and as much of the table as
there is room for; and a dashboard, a sheet for each tile."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape
from typing import Any, Final

from cxloop.report.board import BRIEF, Board, Leaf
from cxloop.report.drawing import draw
from cxloop.report.fonts import font, writable
from cxloop.report.listed import wrapped
from cxloop.report.parts import NUMERIC, Map, Name, Report, Sentence, Table
from cxloop.report.shapes import INK, LINE, SOFT, Area, Box, Drawing, Stroke, Words, fitted, width_of
from cxloop.report.speech import Speech

_WIDTH, _HEIGHT, _MARGIN = 595.3, 841.9, 42.0
_ROOM: Final = _WIDTH - 2 * _MARGIN
_PLAIN, _BOLD = "Nanum", "NanumBold"
_ROW: Final = 15.0
_SECTIONS: Final = ("sure", "left_out", "rests_on")
_MOST_CHARTS: Final = 2
_CHART_PART, _MAP_PART = 0.5, 0.7
"""How much of the room that is left a picture takes at most."""
_CELL: Final = 8.0
_CELL_LINE: Final = 10.0
_MOST_LINES: Final = 4
_LONGEST_WORD: Final = 90.0
_LOOKED_AT: Final = 60
"""Rows by which the columns of a table are made as wide as they are."""
_LEAST: Final = 70.0
"""Room that a table needs to begin."""


def pdf(report: Report, speech: Speech, notes: Sequence[str] = ()) -> bytes:
    """The sheet. Raises FontMissing."""
    file, canvas = _begun(report.title)
    _tell(_Sheet(canvas), report, speech, notes)
    canvas.save()
    return file.getvalue()


def pdf_of_board(board: Board, speech: Speech) -> bytes:
    """A sheet for each tile, under the name of the dashboard, with its number at the foot. Raises FontMissing."""
    file, canvas = _begun(board.title)
    for number, one in enumerate(board.tiles or (Leaf(Report("", ()), ""),), 1):
        sheet = _Sheet(canvas)
        sheet.words(board.title, 11, _BOLD, 15)
        for note in board.notes:
            if note:
                sheet.words(note, 9, _PLAIN, 13, SOFT)
        sheet.down(8)
        _tell(sheet, one.report, speech, (one.period,) if one.period else (), BRIEF)
        if board.tiles:
            foot = f"{number} / {len(board.tiles)}"
            sheet.put(_WIDTH - _MARGIN, _HEIGHT - _MARGIN / 2, foot, 8, _PLAIN, SOFT, "end")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _begun(title: str) -> tuple[io.BytesIO, Any]:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    for name, bold in ((_PLAIN, False), (_BOLD, True)):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(font(bold=bold))))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(_WIDTH, _HEIGHT), invariant=True)
    canvas.setTitle(title)
    canvas.setAuthor("cxloop")
    return file, canvas


def _tell(sheet: _Sheet, report: Report, speech: Speech, notes: Sequence[str], most: int | None = None) -> None:
    """most: rows of a table, else as many as there is room for."""
    sheet.words(report.title, 19, _BOLD, 24)
    for note in notes:
        sheet.words(note, 9, _PLAIN, 13, SOFT)
    sheet.down(6)
    sheet.paragraph(report.says, 12.5, _ROOM)
    sheet.down(6)
    for chart in report.charts[:_MOST_CHARTS]:
        if chart.title != report.title:
            sheet.words(chart.title, 11, _BOLD, 16)
        if isinstance(chart, Map):
            # drawn as large as it is printed: it has as many steps as can be read there
            room = _MAP_PART * sheet.left()
            sheet.drawing(draw(chart, speech, _ROOM, room), room)
        else:
            sheet.drawing(draw(chart, speech), _CHART_PART * sheet.left())
    _said(sheet, report, speech)
    for table in report.tables:
        _table(sheet, table, speech, most)


class _Sheet:
    """A page that is filled from the top."""

    def __init__(self, canvas: Any) -> None:
        self.canvas, self.y = canvas, _MARGIN

    def down(self, points: float) -> None:
        self.y += points

    def left(self) -> float:
        """How much room there still is."""
        return _HEIGHT - _MARGIN - self.y

    def put(self, x: float, y: float, text: str, size: float, face: str, colour: str, anchor: str = "start") -> None:
        self.canvas.setFont(face, size)
        self.canvas.setFillColor(colour)
        say = {"start": "drawString", "middle": "drawCentredString", "end": "drawRightString"}[anchor]
        getattr(self.canvas, say)(x, _HEIGHT - y, writable(text))

    def words(self, text: str, size: float, face: str, high: float, colour: str = INK) -> None:
        self.put(_MARGIN, self.y + size, fitted(text, _ROOM, size), size, face, colour)
        self.down(high)

    def paragraph(self, sentence: Sentence, size: float, width: float, x: float = 0.0, colour: str = INK) -> float:
        """A sentence in lines; gives back how high it is."""
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph

        style = ParagraphStyle(
            "said", fontName=_PLAIN, fontSize=size, leading=1.45 * size, textColor=colour, wordWrap="CJK"
        )
        marked = "".join(
            f'<font name="{_BOLD}">{escape(writable(part.text))}</font>' if isinstance(part, Name)
            else escape(writable(part)) for part in sentence
        )  # fmt: skip
        lines = Paragraph(marked, style)
        _, high = lines.wrap(width, self.left())
        lines.drawOn(self.canvas, _MARGIN + x, _HEIGHT - self.y - high)
        if not x:
            self.down(high)
        return float(high)

    def drawing(self, drawing: Drawing, room: float) -> None:
        """room: how high it may be."""
        scale = min(1.0, _ROOM / drawing.width, room / drawing.height)
        for shape in drawing.shapes:
            _shape(self, shape, scale)
        self.down(drawing.height * scale + 10)


def _shape(sheet: _Sheet, shape: Any, scale: float) -> None:
    canvas = sheet.canvas

    def at(x: float, y: float) -> tuple[float, float]:
        return _MARGIN + x * scale, _HEIGHT - sheet.y - y * scale

    match shape:
        case Box():
            canvas.setFillColor(shape.colour)
            wide, high = shape.width * scale, shape.height * scale
            rounded = min(shape.rounded * scale, wide / 2, high / 2)
            canvas.roundRect(*at(shape.x, shape.y + shape.height), wide, high, rounded, 0, 1)
        case Area() | Stroke():
            path = canvas.beginPath()
            path.moveTo(*at(*shape.points[0]))
            for point in shape.points[1:]:
                path.lineTo(*at(*point))
            canvas.saveState()
            if isinstance(shape, Area):
                path.close()
                canvas.setFillColor(shape.colour, alpha=1 if shape.solid else 0.15)
                canvas.drawPath(path, 0, 1)
            else:
                canvas.setStrokeColor(shape.colour)
                canvas.setLineWidth(shape.width * scale)
                canvas.setDash([shape.dash * scale] if shape.dashed else [])
                canvas.drawPath(path, 1, 0)
            canvas.restoreState()
        case Words():
            x, y = at(shape.x, shape.y)
            face = _BOLD if shape.bold else _PLAIN
            sheet.put(x, _HEIGHT - y, shape.text, shape.size * scale, face, shape.colour, shape.anchor)


def _said(sheet: _Sheet, report: Report, speech: Speech) -> None:
    told = [(name, getattr(report, name)) for name in _SECTIONS if getattr(report, name)]
    if not told or sheet.left() < 60:
        return
    width, begin, lowest = _ROOM / len(told) - 12, sheet.y, sheet.y
    for place, (name, sentences) in enumerate(told):
        x = place * (width + 12)
        sheet.y = begin
        sheet.put(_MARGIN + x, sheet.y + 9, speech.t(f"head.{name}"), 9, _BOLD, INK)
        sheet.down(13)
        for one in sentences:
            high = sheet.paragraph(one, 8.5, width, x or 0.01, SOFT)
            sheet.down(high + 3)
        lowest = max(lowest, sheet.y)
    sheet.y = lowest + 8


def _table(sheet: _Sheet, table: Table, speech: Speech, at_most: int | None) -> None:
    columns = table.columns[: table.brief]
    rows = [
        [speech.written(value, column.unit) for value, column in zip(row, columns, strict=False)] for row in table.rows
    ]
    if sheet.left() < _LEAST or not rows:
        return
    sheet.words(table.title, 11, _BOLD, 17)
    widths = _widths([[column.title for column in columns], *rows[:_LOOKED_AT]])
    begins = [sum(widths[:at]) for at in range(len(widths))]
    shown = 0
    for number, line in enumerate([[column.title for column in columns], *rows[:at_most]]):
        cells = [_cut(wrapped(text, wide - 6, _CELL)) for text, wide in zip(line, widths, strict=False)]
        high = _ROW + (max(map(len, cells)) - 1) * _CELL_LINE
        if high + 2 * _ROW > sheet.left():
            break
        for begin, wide, lines, column in zip(begins, widths, cells, columns, strict=False):
            right = column.unit in NUMERIC
            x = _MARGIN + begin + (wide - 4 if right else 0)
            for place, text in enumerate(lines):
                face, y = _BOLD if number == 0 else _PLAIN, sheet.y + 10 + place * _CELL_LINE
                sheet.put(x, y, text, _CELL, face, INK, "end" if right else "start")
        sheet.canvas.setStrokeColor(LINE)
        sheet.canvas.setLineWidth(0.5)
        sheet.canvas.line(_MARGIN, _HEIGHT - sheet.y - high + 1, _WIDTH - _MARGIN, _HEIGHT - sheet.y - high + 1)
        sheet.down(high)
        shown = number
    where = "" if at_most is None else ".board"
    for key, left in (("head.more", len(rows) - shown), ("head.wider", len(table.columns) - len(columns))):
        if left > 0:
            sheet.words(speech.line(f"{key}{where}", count=speech.count(left)), 8, _PLAIN, 12, SOFT)


def _widths(lines: Sequence[Sequence[str]]) -> list[float]:
    """Of the columns: what their widest words need, and the rest by how much stands in them."""
    columns = list(zip(*lines, strict=False))
    least = [max(_word(text) for text in column) + 8 for column in columns]
    wanted = [max(width_of(text, _CELL) for text in column) + 8 for column in columns]
    if sum(wanted) <= _ROOM:
        spare = (_ROOM - sum(wanted)) / len(columns)
        return [wide + spare for wide in wanted]
    if sum(least) >= _ROOM:
        return [wide * _ROOM / sum(least) for wide in least]
    more = [want - need for want, need in zip(wanted, least, strict=True)]
    share = (_ROOM - sum(least)) / (sum(more) or 1)
    return [need + share * extra for need, extra in zip(least, more, strict=True)]


def _word(text: str) -> float:
    return min(_LONGEST_WORD, max((width_of(word, _CELL) for word in text.split()), default=0.0))


def _cut(lines: list[str]) -> list[str]:
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1]}…"]
