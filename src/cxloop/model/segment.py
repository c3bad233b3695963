"""A segment: the customers, or cases, for whom a rule holds, or who are on a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cxloop.model.rule import All, Any, Compare, In, Not, Rule, nfc

NAMED: Final = "segment:"
"""Where a rule can be written, a segment is named like this: `segment:NAME`."""


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

    @property
    def made_of(self) -> frozenset[str]:
        """The events and channels that tell who is in it, NFC.

        >>> from cxloop.model.rule import parse
        >>> sorted(Segment("s", parse('event in (call, visit) and plan = "pro"')).made_of)
        ['call', 'visit']
        """
        return frozenset(map(nfc, _values(self.rule)))


@dataclass(frozen=True, slots=True)
class Listed:
    """A segment by the names of its journeys. made_of: as of `Segment`."""

    name: str
    members: frozenset[str]
    made_of: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, str]:
        """What those in it and all others are called."""
        return self.name, f"not ({self.name})"


def segment_named(text: str) -> str | None:
    """The name of the segment that stands where a rule could; None where it is a rule.

    >>> segment_named("segment:testers"), segment_named("plan = pro")
    ('testers', None)
    """
    return text.removeprefix(NAMED) if text.startswith(NAMED) else None


def _values(rule: Rule) -> Iterator[str]:
    match rule:
        case Not(inner):
            yield from _values(inner)
        case All(rules) | Any(rules):
            for part in rules:
                yield from _values(part)
        case Compare("event" | "channel", _, value):
            yield str(value)
        case In("event" | "channel", values):
            yield from map(str, values)


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
