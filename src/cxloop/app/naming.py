"""What people call things and do not want to see, as it is now: read with every question, so that a change is in the
next answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, Protocol, cast

from cxloop.app.books import CHANNELS, LABELS, SETTINGS
from cxloop.app.resolve import checked
from cxloop.errors import Both, UnknownProperty, UnknownStep
from cxloop.learn.measure import Measure
from cxloop.model.label import GUESSED_ALL, ChannelLabel, EventLabel, Meanings, Settings
from cxloop.model.rule import FIELDS, Rule, fields, nfc, parse
from cxloop.ports.engine import Engine
from cxloop.ports.index import JourneyIndex
from cxloop.ports.records import Records
from cxloop.questions.lens import LeftOut, Lens, left_out
from cxloop.questions.scope import Scope
from cxloop.report.called import Called
from cxloop.report.speech import Language, Speech
from cxloop.understand.bots import Bots

WORKSPACE: Final = "workspace"
"""The id of the one record of settings."""
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

    def seen(self, events: Iterable[str]) -> list[str]:
        """Those of some events that an answer can show: neither hidden nor merged into another one."""
        return [name for name in events if nfc(name) not in self.hidden and nfc(name) not in self.merged]

    @cached_property
    def shown(self) -> dict[str, str]:
        """Display names of either language, NFC, to the event they stand for; the first one has it."""
        found: dict[str, str] = {}
        for name, one in self.events.items():
            for text in (one.ko, one.en):
                if text:
                    found.setdefault(nfc(text), self.merged.get(name, name))
        return found

    def own(self, step: str) -> str:
        """The event's own name, under which a step is kept: what it is called may change."""
        return self.shown.get(nfc(step), step)

    def own_metric(self, text: str) -> str:
        """A metric, with its events by their own names. Raises BadMeasure."""
        told = Measure.parse(text)
        steps = tuple(map(self.own, told.steps))
        return text if steps == told.steps else str(replace(told, steps=steps))

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

    def zone(self, asked: str | None = None) -> str:
        """The zone of days and times: the one asked for, else the workspace's, else UTC."""
        return asked or self.settings.zone or "UTC"

    def speech(self, language: Language, asked: str | None = None) -> Speech:
        """How answers are told. asked: a zone."""
        return Speech(language, self.zone(asked), called=self.called(language))

    @cached_property
    def also(self) -> dict[str, list[str]]:
        """What else each event goes by, by NFC name: its display names, and the names of those that are seen as it."""
        found: dict[str, list[str]] = {}
        for name, one in self.events.items():
            own = self.merged.get(name, name)
            found.setdefault(own, []).extend(filter(None, (one.ko, one.en, name if name != own else "")))
        return {name: texts for name, texts in found.items() if texts}

    def called(self, language: str) -> Called:
        """Display names of events and channels in a language, else in the other one. An event that is seen as another
        one is called as that one is."""

        def of(labels: Mapping[str, EventLabel | ChannelLabel]) -> dict[str, str]:
            told = {
                name: (one.ko or one.en) if language == "ko" else (one.en or one.ko) for name, one in labels.items()
            }
            return {name: text for name, text in told.items() if text}

        events = of(self.events)
        return Called(
            {name: events.get(into, into) for name, into in self.merged.items()}
            | {name: text for name, text in events.items() if name not in self.merged},
            of(self.channels),
        )

    def index(self, index: JourneyIndex) -> JourneyIndex:
        """The index, in which events go by what people call them as well, and hidden ones are not known."""
        if not (self.merged or self.hidden or self.shown or any(one.ko or one.en for one in self.channels.values())):
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

    def channels_meant(self, text: str) -> list[str]:
        """The channels that a text stands for: the one of this name, else those that are called so."""
        wanted, there = nfc(text), {nfc(name): name for name in self._index.channels}
        if wanted in there:
            return [text]
        called = self._naming.channels.items()
        return [there[name] for name, one in called if name in there and wanted in (nfc(one.ko), nfc(one.en))]

    @property
    def said(self) -> dict[str, str]:
        """By each text that stands for an event that an answer can show, what the event is called."""
        ko, en = (self._naming.called(language) for language in ("ko", "en"))
        found: dict[str, str] = {}
        for name in self._naming.seen(self._index.events):
            shown = Both(en.step(name), ko.step(name))
            found |= dict.fromkeys((name, *self._naming.also.get(nfc(name), ())), shown)
        return found

    def also(self, field: str, search: str) -> frozenset[str]:
        """The values of a field, NFC, that are called what is searched for, and may not have it in their own name."""
        wanted = nfc(search).casefold()
        texts = self._naming.also if field == "event" else {}
        if field == "channel":
            texts = {name: [one.ko, one.en] for name, one in self._naming.channels.items()}
        return frozenset(name for name, also in texts.items() if any(wanted in nfc(one).casefold() for one in also))


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
