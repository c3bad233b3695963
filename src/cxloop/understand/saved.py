"""A question kept under a name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """page: the path of the page that asks it, such as `/funnel`; query: what it is asked with, as in its address."""

    name: str
    author: str
    begun: str
    page: str
    query: str = ""
    description: str = ""
