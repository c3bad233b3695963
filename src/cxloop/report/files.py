"""A report as a file to take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from cxloop.errors import BadOption, Both
from cxloop.report.board import Board
from cxloop.report.cells import csv_of, xlsx_of
from cxloop.report.drawing import draw
from cxloop.report.listed import in_words
from cxloop.report.page import page, pages
from cxloop.report.parts import Report, Table
from cxloop.report.shapes import Drawing
from cxloop.report.speech import Speech
from cxloop.report.svg import sheet, svg

Format = Literal["csv", "xlsx", "svg", "png", "pdf", "html"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)


@dataclass(frozen=True, slots=True)
class Look:
    """How an SVG looks. width: in points; most: charts; dark: in the colours for a dark page."""

    width: float = 720.0
    most: int | None = None
    dark: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """media_type: as HTTP names it."""

    content: bytes
    media_type: str


def file_of(
    report: Report,
    format: Format,
    speech: Speech,
    notes: Sequence[str] = (),
    look: Look | None = None,
    table: str | None = None,
) -> File:
    """The file. notes: small print, such as of what workspace it is; look: of an SVG. A CSV is one table: the first, or
    `table`; a picture, the charts.

    Raises FontMissing for PNG and PDF where the typeface is not there, BadOption where there is no such table.
    """
    match format:
        case "csv":
            chosen = table_of(report, table)
            return File(csv_of(chosen, speech) if chosen else b"", "text/csv; charset=utf-8")
        case "xlsx":
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            return File(xlsx_of(report, speech, tuple(notes)), kind)
        case "html":
            return File(page(report, speech, notes=notes).encode("utf-8", "replace"), "text/html; charset=utf-8")
        case "svg":
            seen = look or Look()
            picture = svg(_pictured(report, speech, seen), dark=seen.dark)
            return File(picture.encode("utf-8", "replace"), "image/svg+xml")
        case "png":
            from cxloop.report.picture import png

            return File(png(_pictured(report, speech)), "image/png")
        case "pdf":
            from cxloop.report.paper import pdf

            return File(pdf(report, speech, notes), "application/pdf")


def table_of(report: Report, name: str | None = None) -> Table | None:
    """A table of a report by its title, or its number from 1 on; the first where none is named, None where there is
    none. Raises BadOption.

    >>> table_of(Report("", (), tables=(Table("Steps", (), ()), Table("Channels", (), ()))), "channels").title
    'Channels'
    """
    if not name:
        return report.tables[0] if report.tables else None
    for number, one in enumerate(report.tables, 1):
        if name.strip().casefold() in (one.title.casefold(), str(number)):
            return one
    known = ", ".join(one.title for one in report.tables)
    raise BadOption(option="table", reason=Both(f"it is one of: {known}", f"다음 중 하나입니다: {known}"))


def file_of_board(board: Board, format: Literal["pdf", "html"], speech: Speech) -> File:
    """A whole dashboard. Raises FontMissing for PDF where the typeface is not there."""
    if format == "html":
        return File(pages(board, speech).encode("utf-8", "replace"), "text/html; charset=utf-8")
    from cxloop.report.paper import pdf_of_board

    return File(pdf_of_board(board, speech), "application/pdf")


def _pictured(report: Report, speech: Speech, look: Look = Look()) -> Drawing:
    drawn = [(one.title, draw(one, speech, look.width)) for one in report.charts[: look.most]]
    return sheet(drawn or [(report.title, in_words(report, speech, look.width))])
