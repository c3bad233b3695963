"""What is said of a store that was damaged."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Damage:
    """path: the file; kept: the name it has now; reason: what is wrong with it; rows, lost: how many rows of each table
    could be read, and how many are known to be gone; pages: how many pages of committed changes its log lacks."""

    path: str
    kept: str
    reason: str
    rows: dict[str, int]
    lost: dict[str, int]
    pages: int
