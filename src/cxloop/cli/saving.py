"""Answers into files, by the ending of the name: what `--save` does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from cxloop.errors import BadOption, Both, FolderUnusable

if TYPE_CHECKING:
    from cxloop.cli.session import Session
    from cxloop.report.files import File
    from cxloop.report.parts import Report
    from cxloop.report.speech import Speech

QUESTIONS: Final = {"verdict": "verdicts/{number}", "result": "sql/{number}"}
"""What answers are called in the API where it is not the name of what shows them here."""


def save(session: Session, path: Path, plain: dict[str, Any], shown: str) -> None:
    """Writes an answer as the kind of file that the name ends with. Raises BadOption, FolderUnusable, FontMissing."""
    from cxloop.report.files import FORMATS, file_of, table_of
    from cxloop.report.telling import tell

    format = path.suffix.lstrip(".").lower()
    if format not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise BadOption(option="--save", reason=Both(f"it ends with {known}", f"{known} 중 하나로 끝나야 합니다"))
    speech = speech_of(session)
    report = tell(QUESTIONS.get(shown, shown), plain, speech)
    notes, named = _notes(session, plain, speech), session.table
    _write(session, path, file_of(report, format, speech, notes, table=named))
    if format == "csv" and (chosen := table_of(report, named)) is not None and len(report.tables) > 1:
        others = ", ".join(f'"{one.title}"' for one in report.tables if one is not chosen)
        session.note("saved.table", table=chosen.title, others=others)


def save_board(session: Session, path: Path, plain: dict[str, Any], tiles: Sequence[Report]) -> None:
    """Writes a whole dashboard as PDF or HTML. plain: the dashboard; tiles: what each says. Raises FolderUnusable,
    FontMissing."""
    from cxloop.report.board import Board, Leaf, period_of
    from cxloop.report.files import file_of_board

    speech = speech_of(session)
    periods = [period_of(one, plain, speech) for one in plain["tiles"]]
    leaves = tuple(Leaf(report, period) for report, period in zip(tiles, periods, strict=True))
    board = Board(plain["name"], (plain["description"], *_notes(session, plain, speech)), leaves)
    _write(session, path, file_of_board(board, "html" if path.suffix.lower() == ".html" else "pdf", speech))


def speech_of(session: Session) -> Speech:
    """How files are told."""
    from cxloop.report.speech import Language, Speech

    return Speech(cast(Language, session.language), session.zone or "UTC", called=session.called)


def _notes(session: Session, plain: dict[str, Any], speech: Speech) -> tuple[str, ...]:
    made = speech.line("head.made", day=speech.day(datetime.now(UTC).isoformat()))
    return f"{session.workspace} · {made}", speech.t("head.simulated") if plain.get("simulated") else ""


def _write(session: Session, path: Path, file: File) -> None:
    try:
        path.write_bytes(file.content)
    except OSError as error:
        raise FolderUnusable(path=str(path), reason=error.strerror or str(error)) from error
    session.note("saved", path=str(path))
