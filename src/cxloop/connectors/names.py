"""Names of columns made unique and never blank."""

from __future__ import annotations

from collections.abc import Iterable


def column_names(names: Iterable[object]) -> tuple[str, ...]:
    """Names stripped of blanks; blank ones are called by their place, repeated ones are numbered.

    >>> column_names(["id", "", "id", None])
    ('id', 'column 2', 'id (2)', 'column 4')
    """
    taken: dict[str, None] = {}
    for place, name in enumerate(names, 1):
        plain = "" if name is None else str(name).strip().encode("utf-8", "backslashreplace").decode()
        plain = plain or f"column {place}"
        free, number = plain, 2
        while free in taken:
            free, number = f"{plain} ({number})", number + 1
        taken[free] = None
    return tuple(taken)


def place_names(width: int) -> tuple[str, ...]:
    """Names for columns that have none, by their place.

    >>> place_names(2)
    ('column_1', 'column_2')
    """
    return tuple(f"column_{place}" for place in range(1, width + 1))
