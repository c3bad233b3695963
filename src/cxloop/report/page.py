"""A report as one HTML page that stands by itself: no script, nothing loaded, ready to print on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cxloop.report.board import BRIEF, Board
from cxloop.report.drawing import draw
from cxloop.report.parts import NUMERIC, Name, Report, Sentence, Table
from cxloop.report.speech import Speech
from cxloop.report.svg import FONTS, clean, svg

STYLE: Final = f"""
:root {{ color-scheme: light }}
body {{ font: 15px/1.55 {FONTS}; color: #1b2426; background: #fff; max-width: 1120px }}
body {{ margin: 32px auto; padding: 0 20px }}
h1 {{ font-size: 22px; margin: 0 0 4px }} h2 {{ font-size: 16px; margin: 24px 0 8px }}
.says {{ font-size: 18px; margin: 8px 0 16px; max-width: 760px }} .note {{ color: #566267; font-size: 13px }}
.said {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); gap: 0 24px; font-size: 13px }}
h3 {{ font-size: 14px; margin: 20px 0 6px }} section {{ margin-top: 40px }}
.said :is(h2, h3) {{ font-size: 13px; margin: 12px 0 2px }} .said p {{ margin: 0 0 4px }}
svg {{ max-width: 100%; height: auto }}
.rows {{ overflow-x: auto }} table {{ border-collapse: collapse; font-size: 13px; width: 100% }}
th, td {{ text-align: left; padding: 4px 8px 4px 0; border-bottom: 1px solid #d5dcdc; vertical-align: top }}
th.number, td.number {{ text-align: right; white-space: nowrap }} bdi {{ font-weight: 600 }}
@media print {{ @page {{ size: A4; margin: 14mm }} body {{ margin: 0; max-width: none; font-size: 12px }} }}
@media print {{ section {{ break-before: page }} }}
"""
SECTIONS: Final = ("sure", "left_out", "rests_on")


def page(report: Report, speech: Speech, *, notes: Sequence[str] = (), most: int = 30) -> str:
    """The whole page. notes: small print under the title; most: rows of each table."""
    return _whole(report.title, fragment(report, speech, notes=notes, most=most), speech)


def pages(board: Board, speech: Speech, *, most: int = BRIEF) -> str:
    """The tiles of a dashboard under one another, each on a sheet of its own when it is printed."""
    told = [
        fragment(one.report, speech, notes=(one.period,), most=most, level=2, where=".board") for one in board.tiles
    ]
    tiles = "".join(f"<section>{one}</section>" for one in told)
    return _whole(board.title, f"<h1>{clean(board.title)}</h1>{_small(board.notes)}{tiles}", speech)


def fragment(
    report: Report, speech: Speech, *, notes: Sequence[str] = (), most: int = 30, level: int = 1, where: str = ""
) -> str:
    """What stands in the page, to stand in another one as well: a notebook shows it. level: of its heading; where:
    `.board` on a dashboard, which has no table files."""
    own, below = f"h{level}", f"h{level + 1}"
    charts = "".join(
        f"<{below}>{clean(one.title)}</{below}>{svg(draw(one, speech), standalone=False)}" for one in report.charts
    )
    tables = "".join(_table(one, speech, most, below, where) for one in report.tables)
    said = "".join(_said(name, getattr(report, name), speech, below) for name in SECTIONS)
    return (
        f'<{own}>{clean(report.title)}</{own}>{_small(notes)}<p class="says">{_sentence(report.says)}</p>'
        f'{charts}<div class="said">{said}</div>{tables}'
    )


def _whole(title: str, inside: str, speech: Speech) -> str:
    return (
        f'<!doctype html><html lang="{speech.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{clean(title)}</title><style>{STYLE}</style></head><body>{inside}</body></html>"
    )


def _small(notes: Sequence[str]) -> str:
    return "".join(f'<p class="note">{clean(note)}</p>' for note in notes if note)


def _sentence(sentence: Sentence) -> str:
    return "".join(f"<bdi>{clean(part.text)}</bdi>" if isinstance(part, Name) else clean(part) for part in sentence)


def _said(name: str, sentences: Sequence[Sentence], speech: Speech, head: str) -> str:
    if not sentences:
        return ""
    lines = "".join(f"<p>{_sentence(one)}</p>" for one in sentences)
    return f"<div><{head}>{clean(speech.t(f'head.{name}'))}</{head}>{lines}</div>"


def _table(table: Table, speech: Speech, most: int, above: str, where: str = "") -> str:
    columns = table.columns[: table.brief]
    kinds = ["number" if column.unit in NUMERIC else "" for column in columns]
    head = "".join(
        f'<th scope="col" class="{kind}">{clean(column.title)}</th>'
        for kind, column in zip(kinds, columns, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(
            f'<td class="{kind}">{clean(speech.written(value, column.unit))}</td>'
            for kind, value, column in zip(kinds, row, columns, strict=False)
        ) + "</tr>"
        for row in table.rows[:most]
    )  # fmt: skip
    left = (("head.more", len(table.rows) - most), ("head.wider", len(table.columns) - len(columns)))
    more = _small([speech.line(f"{key}{where}", count=speech.count(rest)) for key, rest in left if rest > 0])
    return (
        f'<{above}>{clean(table.title)}</{above}><div class="rows"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{more}"
    )
