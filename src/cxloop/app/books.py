"""What people write down, by kind: read as what it is, written as a new version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Generic, Protocol, TypeVar

import msgspec

from cxloop.change.change import Change
from cxloop.change.errors import BadRecord, Outdated, UnknownRecord
from cxloop.change.goal import Goal
from cxloop.change.opportunity import Comment, Idea, Opportunity
from cxloop.change.prototype import Prototype
from cxloop.change.query import SavedQuery
from cxloop.change.segment import NamedSegment
from cxloop.change.team import Team
from cxloop.change.webhook import Webhook
from cxloop.errors import Both
from cxloop.learn.digest import DigestPlan, DigestSent
from cxloop.learn.lesson import Lesson
from cxloop.learn.mark import Mark
from cxloop.learn.verdict import Signed
from cxloop.model.duration import iso
from cxloop.model.label import ChannelLabel, EventLabel, Settings
from cxloop.ports.records import Record, Records
from cxloop.questions.answer import plain_value
from cxloop.trust.share import Share
from cxloop.understand.dashboard import Dashboard
from cxloop.understand.saved import SavedQuestion

T = TypeVar("T")
MOST_TEXT: Final = 20_000


class Kept(Protocol):
    """What books stand on; a workspace has it."""

    @property
    def records(self) -> Records: ...
    def now_ms(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A record as it is now. by, changed: who wrote this version, and when, ISO 8601 in UTC."""

    id: str
    version: int
    value: T
    by: str
    changed: str


@dataclass(frozen=True, slots=True)
class Book(Generic[T]):
    """All records of one kind. kind: as it is written in ids, such as `change:3`; korean: what people call it; most:
    characters of one."""

    kind: str
    korean: str
    type: type[T]
    most: int = MOST_TEXT

    def add(self, kept: Kept, value: T, by: str) -> Entry[T]:
        """Keeps something new under the next number. Raises BadRecord."""
        return self._read(kept.records.number(self.kind, self._text(value), by, kept.now_ms()))

    def name(self, kept: Kept, id: str, value: T, by: str) -> bool:
        """Keeps something new under a name of its own; False where the name is taken. Raises BadRecord."""
        return kept.records.write(Record(self.kind, id, 1, self._text(value), by, kept.now_ms()))

    def get(self, kept: Kept, id: str) -> Entry[T]:
        """Raises UnknownRecord."""
        found = kept.records.one(self.kind, id.removeprefix(f"{self.kind}:"))
        if found is None or found.text is None:
            raise UnknownRecord(id=id, what=Both(self.kind, self.korean), known=[one.id for one in self.all(kept)])
        return self._read(found)

    def put(self, kept: Kept, entry: Entry[T], value: T, by: str, anyway: bool = False) -> Entry[T]:
        """Keeps the next version. Raises Outdated where somebody else was quicker, BadRecord.

        anyway: even where nothing is different."""
        if value == entry.value and not anyway:
            return entry
        record = Record(self.kind, entry.id, entry.version + 1, self._text(value), by, kept.now_ms())
        if not kept.records.write(record):
            raise Outdated(what=f"{self.kind} {entry.id}")
        return self._read(record)

    def end(self, kept: Kept, entry: Entry[T], by: str) -> None:
        """Takes it out of sight; its versions stay. Raises Outdated."""
        if not kept.records.write(Record(self.kind, entry.id, entry.version + 1, None, by, kept.now_ms())):
            raise Outdated(what=f"{self.kind} {entry.id}")

    def restore(self, kept: Kept, id: str, by: str) -> Entry[T]:
        """Brings back what was ended, as it was last; what was not stays as it is. Raises UnknownRecord, Outdated."""
        version, before = self.ended(kept, id)
        if before is None:
            return self.get(kept, id)
        return self.put(kept, replace(before, version=version), before.value, by, True)

    def last(self, kept: Kept, id: str) -> T:
        """What it is, or was before it was ended. Raises UnknownRecord."""
        before = self.ended(kept, id)[1]
        return (before or self.get(kept, id)).value

    def all(self, kept: Kept) -> list[Entry[T]]:
        return [self._read(one) for one in kept.records.current(self.kind) if one.text is not None]

    def history(self, kept: Kept, id: str) -> list[Entry[T]]:
        """Every version, the first one first. Raises UnknownRecord."""
        self.get(kept, id)
        versions = kept.records.history(self.kind, id.removeprefix(f"{self.kind}:"))
        return [self._read(one) for one in versions if one.text is not None]

    def ended(self, kept: Kept, id: str) -> tuple[int, Entry[T] | None]:
        """The number of the last version, and what was taken out of sight by it; None where that is in sight."""
        versions = kept.records.history(self.kind, id.removeprefix(f"{self.kind}:"))
        if len(versions) < 2 or versions[-1].text is not None:
            return 0, None
        return versions[-1].version, self._read(versions[-2])

    def value_of(self, text: str) -> T:
        """What a version says."""
        return msgspec.json.decode(text, type=self.type)

    def _read(self, record: Record) -> Entry[T]:
        value = self.value_of(record.text or "")
        return Entry(record.id, record.version, value, record.by, iso(record.at_ms * 1000))

    def _text(self, value: T) -> str:
        try:
            text = msgspec.json.encode(plain_value(value)).decode()
            msgspec.json.decode(text, type=self.type)
        except (msgspec.ValidationError, TypeError, UnicodeEncodeError, ValueError) as error:
            raise BadRecord(field=self.kind, reason=str(error)) from None
        if len(text) > self.most:
            raise BadRecord(field=self.kind, reason=Both("it is too long", "너무 깁니다"))
        return text


OPPORTUNITIES: Final = Book("opportunity", "기회", Opportunity)
IDEAS: Final = Book("idea", "아이디어", Idea)
COMMENTS: Final = Book("comment", "의견", Comment)
PROTOTYPES: Final = Book("prototype", "프로토타입", Prototype, 500_000)  # a list of some thousands may be invited
CHANGES: Final = Book("change", "변경", Change)
VERDICTS: Final = Book("verdict", "판정", Signed)
LESSONS: Final = Book("lesson", "교훈", Lesson)
GOALS: Final = Book("goal", "목표", Goal)
TEAMS: Final = Book("team", "팀", Team)
SEGMENTS: Final = Book("segment", "세그먼트", NamedSegment)
MARKS: Final = Book("mark", "표시", Mark)
QUERIES: Final = Book("query", "쿼리", SavedQuery, 60_000)
WEBHOOKS: Final = Book("webhook", "웹훅", Webhook)
SHARES: Final = Book("share", "공유 링크", Share)
SAVED: Final = Book("saved question", "저장한 질문", SavedQuestion)
DASHBOARDS: Final = Book("dashboard", "대시보드", Dashboard, 200_000)
DIGESTS: Final = Book("digest", "요약", DigestSent)
DIGEST_PLANS: Final = Book("digest_plan", "요약 일정", DigestPlan)
LABELS: Final = Book("label", "이벤트 이름", EventLabel)  # by the event's NFC name
CHANNELS: Final = Book("channel", "채널 이름", ChannelLabel)
SETTINGS: Final = Book("settings", "설정", Settings)


def worded(field: str, text: str, most: int = 300) -> str:
    """A text that says something and is not too long; BadRecord else."""
    told = text.strip()
    if not told:
        raise BadRecord(field=field, reason=Both("it is empty", "비어 있습니다"))
    if len(told) > most:
        raise BadRecord(field=field, reason=Both(f"it has more than {most} signs", f"{most}자를 넘습니다"))
    return told
