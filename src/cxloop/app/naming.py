"""What people call things and do not want to see, as it is now: read with every question, so that a change is in the
next answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol, cast

from cxloop.app.books import CHANNELS, LABELS, SETTINGS
from cxloop.app.resolve import checked
from cxloop.errors import UnknownProperty, UnknownStep
from cxloop.model.label import GUESSED_ALL, ChannelLabel, EventLabel, Meanings, Settings
from cxloop.model.rule import FIELDS, Rule, fields, nfc, parse
from cxloop.ports.engine import Engine
from cxloop.ports.index import JourneyIndex
from cxloop.ports.records import Records
from cxloop.questions.lens import LeftOut, Lens, left_out
from cxloop.questions.scope import Scope
from cxloop.understand.bots import Bots

WORKSPACE: Final = "workspace"
"""The id of the one record of settings."""
_STEPS: Final = frozenset("event step steps from to with".split())
"""Fields of answers that hold names of events."""
_GROUPS: Final = {"by channel": "channel", "by event": "event"}
"""Breakdowns whose values are names, and what those are names of."""
_MOST: Final = 64
_counted: dict[tuple[str, Lens], int] = {}


class Kept(Protocol):
    """What names stand on; a workspace has it."""

    @property
    def records(self) -> Records: ...
    @property
    def named(self) -> bool: ...
    def now_ms(self) -> int: ...


@dataclass(frozen=True)
class Naming:
    """Labels by NFC name, and the settings; key: grows with every change of them."""

    events: Mapping[str, EventLabel]
    channels: Mapping[str, ChannelLabel]
    settings: Settings
    key: int = 0

    @classmethod
    def of(cls, kept: Kept) -> Naming:
        """As it is written down now."""
        if not kept.named:
            return cls({}, {}, Settings())
        events, channels, settings = LABELS.all(kept), CHANNELS.all(kept), SETTINGS.all(kept)
        return cls(
            {one.id: one.value for one in events},
            {one.id: one.value for one in channels},
            settings[0].value if settings else Settings(),
            sum(
                [
                    *(one.version for one in events),
                    *(one.version for one in channels),
                    *(one.version for one in settings),
                ]
            ),
        )

    @cached_property
    def merged(self) -> dict[str, str]:
        """Events that are seen as another one, by NFC name, to the one at the end of the chain."""
        into = {name: nfc(one.merged_into) for name, one in self.events.items() if one.merged_into}
        return {name: _end(name, into) for name in into}

    @cached_property
    def hidden(self) -> frozenset[str]:
        return frozenset(name for name, one in self.events.items() if one.hidden)

    @cached_property
    def shown(self) -> dict[str, str]:
        """Display names of either language, NFC, to the event they stand for; the first one has it."""
        found: dict[str, str] = {}
        for name, one in self.events.items():
            for text in (one.ko, one.en):
                if text:
                    found.setdefault(nfc(text), self.merged.get(name, name))
        return found

    @cached_property
    def meanings(self) -> Meanings:
        """What is digital, human or an error because somebody said so."""
        if not self.events and not self.channels:
            return GUESSED_ALL
        return Meanings(
            {name: one.kind for name, one in self.channels.items() if one.kind},
            {name: one.kind for name, one in self.events.items() if one.kind},
            {name: one.error == "yes" for name, one in self.events.items() if one.error},
        )

    def display(self, language: str) -> dict[str, dict[str, str]]:
        """Display names of events and channels in a language, else in the other one, by NFC name."""

        def of(labels: Mapping[str, Any]) -> dict[str, str]:
            told = {
                name: (one.ko or one.en) if language == "ko" else (one.en or one.ko) for name, one in labels.items()
            }
            return {name: text for name, text in told.items() if text}

        return {"events": of(self.events), "channels": of(self.channels)}

    def called(self, answer: Any, language: str) -> Any:
        """An answer, as plain values, with display names in the place of the names that came with the data."""
        shown = self.display(language)

        def of(key: str, value: Any) -> Any:
            if isinstance(value, dict):
                what = "channel" if value.get("kind") == "channel" else "step"
                renamed: dict[str, str] = {"what": what, "breakdown": f"by {value.get('breakdown_by')}"}
                if key in _GROUPS:
                    renamed["value"] = _GROUPS[key]
                return {name: of(str(renamed.get(name, name)), one) for name, one in value.items()}
            if isinstance(value, list):
                return [of(key, one) for one in value]
            names = shown["channels"] if key == "channel" else shown["events"] if key in _STEPS else {}
            return names.get(nfc(value), value) if isinstance(value, str) else value

        return of("", answer)

    def index(self, index: JourneyIndex) -> JourneyIndex:
        """The index, in which events go by what people call them as well, and hidden ones are not known."""
        if not (self.merged or self.hidden or self.shown):
            return index
        return cast(JourneyIndex, NamedIndex(index, self))

    def lens(self, index: JourneyIndex, showing: Collection[str] = ()) -> Lens | None:
        """What lies before every question; None where nothing is hidden, merged or left out. showing: events that are
        needed as they came."""
        kept = frozenset(map(nfc, showing))
        merged = tuple(sorted((name, into) for name, into in self.merged.items() if name not in kept))
        hidden, bots = self.hidden - kept, self._bots(index)
        return Lens(hidden, merged, bots) if hidden or merged or bots is not None else None

    def _bots(self, index: JourneyIndex) -> Rule | None:
        """A property that the log does not have tells nobody apart."""
        if not self.settings.bots:
            return None
        rule = parse(self.settings.bots)
        try:
            return checked(rule, self.index(index))
        except UnknownStep:
            return rule if fields(rule) <= {*FIELDS, *index.properties} else None
        except UnknownProperty:
            return None


class NamedIndex:
    """An index whose events go by what people call them as well; all else is the index's own."""

    def __init__(self, index: JourneyIndex, naming: Naming) -> None:
        self._index, self._naming = index, naming

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def meant(self, text: str) -> Iterable[str]:
        """What a text may stand for, the likeliest first: the event that is seen in its place, itself, and the event
        whose display name it is."""
        wanted = nfc(text)
        told = (self._naming.merged.get(wanted), wanted, self._naming.shown.get(wanted))
        return [name for name in told if name is not None and name not in self._naming.hidden]

    def hides(self, text: str) -> bool:
        """Whether a text is a name of an event that is there and hidden."""
        there = {nfc(name) for name in self._index.events} & self._naming.hidden
        return nfc(text) in there or self._naming.shown.get(nfc(text)) in there

    @property
    def seen(self) -> list[str]:
        """The events that an answer can show."""
        unseen = self._naming.hidden | self._naming.merged.keys()
        return [name for name in self._index.events if nfc(name) not in unseen]


class CaseIndex:
    """The index of cases, which can tell what customers have and no case; all else is the index's own.

    customers: opens the index of customers.
    """

    def __init__(self, index: JourneyIndex, customers: Callable[[], JourneyIndex]) -> None:
        self._index, self.customers = index, customers

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)


def left_out_of(engine: Engine, index: JourneyIndex, per: str, lens: Lens | None) -> LeftOut | None:
    """What a lens keeps from an answer. Bots are counted once for each state of the log."""
    if lens is None:
        return None
    bots = 0
    if lens.bots is not None:
        key = (index.address, lens)
        if key not in _counted:
            while len(_counted) >= _MOST:
                _counted.pop(next(iter(_counted)), None)
            _counted[key] = engine.ask(index.address, Bots(lens), Scope(per=per))
        bots = _counted[key]
    return left_out(lens, index.events, bots)


def _end(name: str, into: Mapping[str, str]) -> str:
    passed = {name}
    while name in into and into[name] not in passed:
        name = into[name]
        passed.add(name)
    return name
