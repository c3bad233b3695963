"""A segment: the customers, or cases, for whom a rule holds, or who are on a list."""

from __future__ import annotations

from dataclasses import dataclass

from cxloop.model.rule import Rule, nfc


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


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a breakdown. value: its name, None for those of whom nothing is known; but: all that have a name
    other than these, instead.

    >>> [Group("web").has(name) for name in ("web", "app", None)], Group(None, frozenset({"web"})).has("app")
    ([True, False, False], True)
    """

    value: str | None
    but: frozenset[str] | None = None

    def has(self, name: str | None) -> bool:
        """Whether those of this name are in it; how accents are written makes no difference."""
        if self.but is not None:
            return name is not None and nfc(name) not in self.but
        return name == self.value if name is None or self.value is None else nfc(name) == nfc(self.value)
