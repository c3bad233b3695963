"""A report on one sheet of A4, as PDF: title, sentence, charts, what is to be known of it, and as much of the table as
there is room for; and a dashboard, a sheet for each tile."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape
from typing import Any, Final

from cxloop.report.board import BRIEF, Board
from cxloop.report.drawing import INK, LINE, SOFT, Area, Box, Drawing, Stroke, Words, draw, fitted
from cxloop.report.fonts import font, writable
from cxloop.report.parts import NUMERIC, Name, Report, Sentence, Table
from cxloop.report.speech import Speech

_WIDTH, _HEIGHT, _MARGIN = 595.3, 841.9, 42.0
_ROOM: Final = _WIDTH - 2 * _MARGIN
_PLAIN, _BOLD = "Nanum", "NanumBold"
_ROW: Final = 15.0
_SECTIONS: Final = ("sure", "left_out", "rests_on")
_MOST_CHARTS: Final = 2


def pdf(report: Report, speech: Speech, notes: Sequence[str] = ()) -> bytes:
    """The sheet. Raises FontMissing."""
    file, canvas = _begun(report.title)
    _tell(_Sheet(canvas), report, speech, notes)
    canvas.save()
    return file.getvalue()


def pdf_of_board(board: Board, speech: Speech) -> bytes:
    """A sheet for each tile, under the name of the dashboard, with its number at the foot. Raises FontMissing."""
    file, canvas = _begun(board.title)
    for number, one in enumerate(board.tiles or (Report("", ()),), 1):
        sheet = _Sheet(canvas)
        sheet.words(board.title, 11, _BOLD, 15)
        for note in board.notes:
            if note:
                sheet.words(note, 9, _PLAIN, 13, SOFT)
        sheet.down(8)
        _tell(sheet, one, speech, (), BRIEF)
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
        sheet.drawing(draw(chart, speech))
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

    def drawing(self, drawing: Drawing) -> None:
        scale = min(1.0, _ROOM / drawing.width, 0.5 * self.left() / drawing.height)
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
            canvas.rect(*at(shape.x, shape.y + shape.height), shape.width * scale, shape.height * scale, 0, 1)
        case Area() | Stroke():
            path = canvas.beginPath()
            path.moveTo(*at(*shape.points[0]))
            for point in shape.points[1:]:
                path.lineTo(*at(*point))
            canvas.saveState()
            if isinstance(shape, Area):
                path.close()
                canvas.setFillColor(shape.colour, alpha=0.15)
                canvas.drawPath(path, 0, 1)
            else:
                canvas.setStrokeColor(shape.colour)
                canvas.setLineWidth(shape.width * scale)
                canvas.setDash(*((3, 3) if shape.dashed else ()))
                canvas.drawPath(path, 1, 0)
            canvas.restoreState()
        case Words():
            x, y = at(shape.x, shape.y)
            sheet.put(x, _HEIGHT - y, shape.text, shape.size * scale, _PLAIN, shape.colour, shape.anchor)


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
    room = int((sheet.left() - 52) / _ROW)
    most = room if at_most is None else min(room, at_most)
    if most < 1 or not rows:
        return
    sheet.words(table.title, 11, _BOLD, 17)
    first = 2.0 if len(columns) > 2 else 1.5
    each = _ROOM / (len(columns) - 1 + first)
    lines = [[column.title for column in columns], *rows[:most]]
    for number, line in enumerate(lines):
        for at, (text, column) in enumerate(zip(line, columns, strict=False)):
            begin, wide = (0.0, first * each) if at == 0 else ((first + at - 1) * each, each)
            right = column.unit in NUMERIC
            x = _MARGIN + begin + (wide - 4 if right else 0)
            face, colour = (_BOLD, INK) if number == 0 else (_PLAIN, INK)
            sheet.put(x, sheet.y + 10, fitted(text, wide - 6, 8), 8, face, colour, "end" if right else "start")
        sheet.canvas.setStrokeColor(LINE)
        sheet.canvas.setLineWidth(0.5)
        sheet.canvas.line(_MARGIN, _HEIGHT - sheet.y - _ROW + 1, _WIDTH - _MARGIN, _HEIGHT - sheet.y - _ROW + 1)
        sheet.down(_ROW)
    if len(rows) > most:
        sheet.words(speech.line("head.more", count=speech.count(len(rows) - most)), 8, _PLAIN, 12, SOFT)
    sheet.down(8)
