"""Columns that say when: the likeliest time of the event itself, promised dates, and milestones."""

from __future__ import annotations

from collections.abc import Sequence

from cxloop.listen import names
from cxloop.listen.looks import Look


def is_due(look: Look) -> bool:
    """Whether its name says that it is a time promised."""
    return any(_due_word(word, due) for word in look.words for due in names.DUE)


def _due_word(word: str, due: str) -> bool:
    return word.startswith(due) if due >= "가" else word == due


def due_rank(look: Look) -> int:
    """Lower is more surely a time promised."""
    return min(place for place, due in enumerate(names.DUE) for word in look.words if _due_word(word, due))


def named_time(look: Look) -> bool:
    """Whether its name says that it is a time."""
    return bool(set(look.words) & names.TIME) or look.plain.endswith(names.KOREAN_TIME)


def time_rank(look: Look) -> tuple[int, int]:
    """Lower is more likely the time of the event itself."""
    found = set(look.words)
    exact = ("time:timestamp", "timestamp", "event_time", "event_timestamp", "일시", "이벤트일시", "발생일시")
    if look.plain in exact and not look.held:
        return 0, 0
    rank = (2 if named_time(look) else 6) + look.held
    if found & names.ENDING:
        rank += 3
    elif found & names.BEGINNING or any(look.plain.startswith(word) for word in names.BEGINNING if word >= "가"):
        rank -= 1
    if look.of_case or look.plain in ("ds", "date", "day", "날짜", "일자"):
        rank += 2 if not look.of_case else 20
    return rank, -look.filled


def milestones(times: Sequence[Look]) -> tuple[tuple[str, str | None], ...]:
    """(column, event) pairs where every date says by its name what happened; none where only some do, nor where the
    only one says no more than that the row was written. When a row was last changed tells nothing beside other dates.
    """
    named = [(look.name, _happening(look)) for look in times]
    named = [(name, event) for name, event in named if event not in names.REVISED] or named
    if len(named) == 1 and named[0][1] in names.WRITTEN:
        return ()
    if any(name == "" for _, name in named) or len({name for _, name in named}) < len(named):
        return ()
    return tuple(named)


def _happening(look: Look) -> str:
    # the name without the words for date and time; "" where nothing else is left
    if look.plain >= "가":
        stem = look.plain
        for ending in sorted(names.KOREAN_TIME, key=len, reverse=True):
            if stem.endswith(ending):
                stem = stem.removesuffix(ending)
                break
        return "" if stem in names.GENERIC_TIME else stem.strip("_")
    left = [word for word in look.words if word not in names.TIME or (word == "created" and len(look.words) > 1)]
    return (
        ""
        if not left or set(left) <= names.GENERIC_TIME - {"created", "sent", "updated", "completed"}
        else "_".join(left)
    )
