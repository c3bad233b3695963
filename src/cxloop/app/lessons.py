"""Lessons from changes, failed ones as well, and those that are near to an idea."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import ClassVar

from cxloop.app.books import CHANGES, LESSONS, worded
from cxloop.app.changes import signed
from cxloop.learn.lesson import Lesson, Lexicon, similar
from cxloop.model.duration import iso
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer


@dataclass(frozen=True, slots=True)
class LessonSeen:
    """A lesson. nearness: to what was asked for, larger is nearer; None where nothing was."""

    id: str
    lesson: Lesson
    nearness: float | None = None


@dataclass(frozen=True, slots=True)
class LessonList(Answer):
    """The nearest first, else the newest."""

    rows: ClassVar[str] = "lessons"
    lessons: tuple[LessonSeen, ...]


@cache
def lexicon() -> Lexicon:
    """The words of this package, read when they are first needed."""
    return Lexicon.of(resources.files("cxloop.learn").joinpath("concepts.txt").read_text("utf-8").splitlines())


def add_lesson(workspace: Workspace, id: str, text: str, by: str, why: str = "", whom: str = "") -> LessonSeen:
    """A lesson from a change, whatever came of it. Raises UnknownRecord, BadRecord."""
    entry = CHANGES.get(workspace, id)
    found = signed(workspace, entry.id)
    lesson = Lesson(
        entry.id, worded("text", text, 5000), found.outcome if found else "inconclusive", by,
        iso(workspace.now_ms() * 1000), why.strip()[:5000], whom.strip()[:500], entry.value.title,
    )  # fmt: skip
    return LessonSeen(LESSONS.add(workspace, lesson, by).id, lesson)


def lessons(workspace: Workspace, like: str | None = None, most: int = 20) -> LessonList:
    """Lessons; like: those nearest to a text by meaning as well as words."""
    entries = LESSONS.all(workspace)
    if like is None:
        return LessonList(tuple(LessonSeen(one.id, one.value) for one in reversed(entries))[:most])
    texts = [" ".join((one.value.title, one.value.learned, one.value.why, one.value.whom)) for one in entries]
    return LessonList(
        tuple(
            LessonSeen(entries[at].id, entries[at].value, score) for at, score in similar(like, texts, lexicon(), most)
        )
    )
