"""The week as people read it."""

from __future__ import annotations

from typing import Any, cast

from cxloop.cli.session import Screen
from cxloop.report.parts import NUMERIC, text_of
from cxloop.report.speech import Language, Speech
from cxloop.report.telling import tell

Plain = dict[str, Any]


def digest(screen: Screen, plain: Plain) -> None:
    speech = Speech(cast(Language, screen.session.language))
    report = tell("digest", plain, speech)
    for sentence in (report.says, *report.sure):
        screen.literal(text_of(sentence))
    for table in report.tables:
        rows = [
            [speech.written(value, column.unit) for value, column in zip(row, table.columns, strict=True)]
            for row in table.rows
        ]
        screen.literal_table(
            [column.title for column in table.columns], rows, [column.unit in NUMERIC for column in table.columns]
        )


def schedule(screen: Screen, plain: Plain) -> None:
    plan = plain["plan"]
    if plan is None or not plan["on"]:
        screen.line("digest.off")
    else:
        day = screen.say(f"digest.day.{plan['weekday']}")
        screen.line("digest.on", day=day, hour=f"{plan['hour']}:00", zone=plan["zone"])
    for one in plain["digests"]:
        screen.literal(f"{one['begun'][:10]} {' '.join(one['says'])}")
