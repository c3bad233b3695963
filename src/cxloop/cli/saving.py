"""Answers into files, by the ending of the name: what `--save` does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from cxloop.errors import BadOption, Both, FolderUnusable

if TYPE_CHECKING:
    from cxloop.cli.session import Session

QUESTIONS: Final = {"verdict": "verdicts/{number}", "result": "sql/{number}"}
"""What answers are called in the API where it is not the name of what shows them here."""


def save(session: Session, path: Path, plain: dict[str, Any], shown: str) -> None:
    """Writes an answer as the kind of file that the name ends with. Raises BadOption, FolderUnusable, FontMissing."""
    from cxloop.report.files import FORMATS, file_of
    from cxloop.report.speech import Language, Speech
    from cxloop.report.telling import tell

    format = path.suffix.lstrip(".").lower()
    if format not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise BadOption(option="--save", reason=Both(f"it ends with {known}", f"{known} 중 하나로 끝나야 합니다"))
    speech = Speech(cast(Language, session.language))
    report = tell(QUESTIONS.get(shown, shown), plain, speech)
    made = speech.line("head.made", day=speech.day(datetime.now(UTC).isoformat()))
    simulated = speech.t("head.simulated") if plain.get("simulated") else ""
    file = file_of(report, format, speech, (f"{session.workspace} · {made}", simulated))
    try:
        path.write_bytes(file.content)
    except OSError as error:
        raise FolderUnusable(path=str(path), reason=error.strerror or str(error)) from error
    session.note("saved", path=str(path))
