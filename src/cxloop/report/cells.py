"""Tables as files: CSV and Excel. What came with the data is text there, and never a formula."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from cxloop.report.parts import NUMERIC, Column, Report, Table, plain_text
from cxloop.report.speech import Speech

_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SIGNED: Final = "signed seconds"
_FORMATS: Final[dict[str, str]] = {
    "share": "0.0%", "seconds": "[h]:mm:ss", _SIGNED: '#,##0.0 "h"',
    "count": "#,##0", "money": "#,##0.##",
    "rating": "0.00", "effect": "0.00", "number": "General", "score": "0.00", "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm:ss",
}  # fmt: skip
_LONGEST: Final = 32_000
_HOUR: Final = 3_600
_DAY: Final = 86_400


def csv_of(table: Table, speech: Speech) -> bytes:
    """A table as UTF-8 with a mark that spreadsheets know it by. Numbers are as they are (shares 0 to 1, times in
    seconds, which their heads say); a text that a spreadsheet could take for a formula has an apostrophe before it.

    >>> table = Table("", (Column("Step"), Column("Half within", "seconds")), (("=1+1", 0.5),))
    >>> csv_of(table, Speech("en")).decode("utf-8-sig")
    "Step,Half within (seconds)\\r\\n'=1+1,0.5\\r\\n"
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(harmless(_headed(column, speech)) for column in table.columns)
    for row in table.rows:
        writer.writerow(_cell(value, column, speech) for value, column in zip(row, table.columns, strict=False))
    return text.getvalue().encode("utf-8-sig", "replace")


def _headed(column: Column, speech: Speech) -> str:
    return speech.line("head.seconds", title=column.title) if column.unit == "seconds" else column.title


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> harmless("@SUM(A1)"), harmless(" =1"), harmless("pay")
    ("'@SUM(A1)", "' =1", 'pay')
    """
    bare = text.lstrip()
    return f"'{text}" if text.startswith(_RISKY) or bare.startswith(_RISKY) else text


def xlsx_of(report: Report, speech: Speech, notes: tuple[str, ...] = ()) -> bytes:
    """A report as a workbook: what it says on the first sheet, each table on one of its own."""
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        taken: set[str] = set()
        first = book.add_worksheet(_sheet_name(report.title, taken))
        first.set_column(0, 0, 24)
        first.set_column(1, 1, 90)
        for place, (name, line) in enumerate(_summary(report, speech, notes)):
            first.write_string(place, 0, _text(name), head)
            first.write_string(place, 1, _text(line), wrap)
        styles = {**_FORMATS, "points": f'0.0" {speech.t("unit.points")}"'}
        formats = {unit: book.add_format({"num_format": style}) for unit, style in styles.items()}
        for table in report.tables:
            _fill(book.add_worksheet(_sheet_name(table.title, taken)), table, head, formats, speech)
    return file.getvalue()


def _summary(report: Report, speech: Speech, notes: tuple[str, ...]) -> list[tuple[str, str]]:
    told = [(report.title, plain_text(report.says)), *(("", note) for note in notes if note)]
    for name in ("sure", "left_out", "rests_on"):
        told += [(speech.t(f"head.{name}"), plain_text(one)) for one in getattr(report, name)]
    return told


def _fill(sheet: Any, table: Table, head: Any, formats: dict[str, Any], speech: Speech) -> None:
    sheet.freeze_panes(1, 1)
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, _text(column.title), head)
        widest = max((len(str(row[at])) for row in table.rows[:200] if at < len(row)), default=8)
        sheet.set_column(at, at, min(max(10, widest + 2), 50) if column.unit not in NUMERIC else 14)
    units = [_unit_in(table, at) for at in range(len(table.columns))]
    for line, row in enumerate(table.rows, 1):
        for at, (value, unit) in enumerate(zip(row, units, strict=False)):
            _write(sheet, line, at, value, unit, formats, speech)


def _unit_in(table: Table, at: int) -> str:
    """How the values of a column are written: a spreadsheet shows no length of time below zero."""
    unit = table.columns[at].unit
    if unit == "seconds" and any(
        at < len(row) and isinstance(row[at], int | float) and row[at] < 0 for row in table.rows
    ):
        return _SIGNED
    return unit


def _write(sheet: Any, line: int, at: int, value: Any, unit: str, formats: dict[str, Any], speech: Speech) -> None:
    if value is None:
        return
    if unit in (*NUMERIC, _SIGNED) and isinstance(value, int | float) and not isinstance(value, bool):
        scale = {"seconds": 1 / _DAY, _SIGNED: 1 / _HOUR, "points": 100}.get(unit, 1)
        scaled = value * scale if scale != 1 else value
        sheet.write_number(line, at, scaled, formats[unit])
    elif unit in ("day", "moment") and (moment := _moment(str(value), speech.zone)) is not None:
        sheet.write_datetime(line, at, moment, formats[unit])
    else:
        sheet.write_string(line, at, _text(_said(value, unit, speech)))


def _said(value: Any, unit: Any, speech: Speech) -> str:
    """What is no number as text; dates stay as files have them."""
    if unit == "way":
        return " → ".join(map(str, value))
    return speech.value(value) if unit == "text" and isinstance(value, str) and value else str(value)


def _moment(text: str, zone: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    local = found if found.tzinfo is None else found.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return local if local.year >= 1900 else None


def _cell(value: Any, column: Column, speech: Speech) -> Any:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return harmless(_said(value, column.unit, speech))


def _text(text: str) -> str:
    """Text that a workbook can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")[:_LONGEST]


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no other sheet has."""
    plain = "".join(" " if sign in "[]:*?/\\'" or not sign.isprintable() else sign for sign in title).strip() or "-"
    name, number = plain[:31], 1
    while name.lower() in taken or name.lower() == "history":
        number += 1
        name = f"{plain[: 30 - len(str(number))]} {number}"
    taken.add(name.lower())
    return name
