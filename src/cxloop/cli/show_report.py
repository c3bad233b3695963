"""Answers to questions as `cxloop.report` tells them: a sentence, tables, then how sure it is and what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from cxloop.cli.session import Screen
from cxloop.report.lined import lined
from cxloop.report.parts import Table, text_of
from cxloop.report.speech import Language, Speech
from cxloop.report.telling import tell

Plain = dict[str, Any]
ROWS: Final = 15
_LATEST: Final = frozenset({"day", "moment"})
"""Where rows are in the order of time, the last of many are shown."""


def told(question: str) -> Callable[[Screen, Plain], None]:
    """What shows the answer to a question, named as in the API."""

    def show(screen: Screen, plain: Plain) -> None:
        speech = Speech(cast(Language, screen.session.language), short=True, called=screen.session.called)
        report = tell(question, plain, speech)
        screen.literal(text_of(report.says))
        for table in report.tables:
            _table(screen, table, speech, title=len(report.tables) > 1)
        for name in ("sure", "left_out", "rests_on"):
            if sentences := getattr(report, name):
                screen.literal(f"{speech.t(f'head.{name}')}: {' '.join(map(text_of, sentences))}")
        if question in _NEXT:
            _NEXT[question](screen, plain)

    show.__name__ = question
    return show


def _table(screen: Screen, table: Table, speech: Speech, title: bool) -> None:
    late = bool(table.columns) and table.columns[0].unit in _LATEST
    shown = lined(table, speech, table.rows[-ROWS:] if late else table.rows[:ROWS])
    if shown["rows"] and title:
        screen.literal(table.title)
    screen.literal_table(shown["heads"], shown["rows"], shown["numeric"])
    if len(table.rows) > ROWS:
        screen.line("earlier" if late else "more", n=f"{len(table.rows) - ROWS:,}")


def _examples(screen: Screen, plain: Plain) -> None:
    names = [one for one in plain.get("examples") or () if isinstance(one, str)]
    if names:
        screen.line("examples", names=", ".join(names[:5]))


def _of_pains(screen: Screen, plain: Plain) -> None:
    top = next((one for one in plain["pains"] if one["examples"]), None)
    if top is not None:
        example = top["examples"][0]
        screen.line("pains.examples", name=example["name"] if isinstance(example, dict) else example)


def _of_behind(screen: Screen, plain: Plain) -> None:
    if plain["marked"]:
        screen.line("behind.marked", events=", ".join(plain["marked"]))


_NEXT: Final[dict[str, Callable[[Screen, Plain], None]]] = {
    "edge": _examples, "step": _examples, "pains": _of_pains, "behind": _of_behind,
}  # fmt: skip
"""Who or what to look at next."""
