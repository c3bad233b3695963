"""A segment: the customers, or cases, for whom a rule holds, or who are on a list."""

from __future__ import annotations

from dataclasses import dataclass

from cxloop.model.rule import Rule


@dataclass(frozen=True, slots=True)
class Segment:
    """A journey is in the segment if any of its events meets the rule.

    >>> from cxloop.model.rule import parse
    >>> Segment("big orders", parse("value > 100")).names
    ('big orders', 'not (big orders)')
    """

    name: str
    rule: Rule

    @property
    def names(self) -> tuple[str, str]:
        """What those in it and all others are called."""
        return self.name, f"not ({self.name})"


@dataclass(frozen=True, slots=True)
class Listed:
    """A segment by the names of its journeys."""

    name: str
    members: frozenset[str]

    @property
    def names(self) -> tuple[str, str]:
        """What those in it and all others are called."""
        return self.name, f"not ({self.name})"
