"""What people call events and channels, what these mean, and how a workspace counts; the events stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from cxloop.model.channel import Kind, kind_of, names_contact
from cxloop.model.rule import nfc

Touch = Literal["", "digital", "human"]
Guessed = Literal["", "yes", "no"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TOUCHES: Final = ("", "digital", "human")
GUESSED: Final = ("", "yes", "no")
DAYS: Final[tuple[Day, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class EventLabel:
    """What an event is called and means; what is empty says nothing.

    ko, en: display names. person: whose it is; the team stays with teams. kind: whether it takes place with a person,
    where no channel tells; error: whether it says that something failed. hidden: no question sees it. merged_into: the
    event under whose name every question sees it.
    """

    ko: str = ""
    en: str = ""
    description: str = ""
    person: str = ""
    kind: Touch = ""
    error: Guessed = ""
    hidden: bool = False
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class ChannelLabel:
    """What a channel is called; kind: digital or human, guessed from its name where it is empty."""

    ko: str = ""
    en: str = ""
    kind: Touch = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a workspace counts; what is empty says nothing.

    currency: ISO 4217, in which money is shown. zone: of days and times, where a reader chose none; UTC else.
    week_begins: the first day of the week. hours: of business, such as `Mon-Fri 09:00-18:00 Asia/Seoul`, in which
    lengths of time are counted. bots: a rule; journeys with an event for which it holds are left out of every answer.
    """

    currency: str = ""
    zone: str = ""
    week_begins: Day = "mon"
    hours: str = ""
    bots: str = ""

    @property
    def first_weekday(self) -> int:
        """0 for Monday."""
        return DAYS.index(self.week_begins)


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """What people said of channels and events, by NFC name; guessed from the names where they said nothing.

    Compared and hashed by identity, as questions are that carry it.

    >>> told = Meanings({"bank": "human"}, {"visit": "human"}, {"oops": False, "slow": True})
    >>> told.kind_of("bank"), told.kind_of("web"), told.contact("visit"), told.failed("slow"), told.failed("oops")
    ('human', 'digital', True, True, False)
    """

    channels: Mapping[str, Kind] = field(default_factory=dict)
    events: Mapping[str, Kind] = field(default_factory=dict)
    errors: Mapping[str, bool] = field(default_factory=dict)

    def kind_of(self, channel: str) -> Kind:
        """Whether a channel is digital or leads to a person."""
        return self.channels.get(nfc(channel)) or kind_of(channel)

    def contact(self, event: str) -> bool:
        """Whether an event says that a customer and a person meet, where no channel tells."""
        told = self.events.get(nfc(event))
        return names_contact(event) if told is None else told == "human"

    def failed(self, event: str) -> bool | None:
        """Whether somebody said that an event is an error, or that it is none; None where nobody did."""
        return self.errors.get(nfc(event))


GUESSED_ALL: Final = Meanings()
"""Nobody said anything."""
