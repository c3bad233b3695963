"""Segments with names: written down, counted, and who is in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import msgspec

from cxloop.app.books import SEGMENTS, Entry, worded
from cxloop.app.naming import Naming
from cxloop.app.opportunities import pain_now
from cxloop.app.pain_points import struck
from cxloop.app.understand import Asker
from cxloop.change.errors import BadRecord, UnknownRecord
from cxloop.change.flags.operators import ANONYMOUS_ID, TARGETING_KEY
from cxloop.change.segment import NamedSegment
from cxloop.errors import Both, NoEvents, UnknownProperty, UnknownStep
from cxloop.model.duration import DAY_US, iso
from cxloop.model.event import JOINED, LEFT
from cxloop.model.rule import nfc
from cxloop.model.segment import Listed
from cxloop.ports.records import Assignments
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer
from cxloop.understand.membership import Enrolled, Everybody

SEGMENTS_OF: Final = "segments"
"""What a flag's rule calls them: `{"in": ["name", {"var": "segments"}]}`."""
_LONGEST: Final = 100
_MOST_FOUND: Final = 200_000
_TEXT: Final = re.compile(rb'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class SegmentSeen:
    """A segment. members: how many customers are in it now; None where the log lacks what it asks for."""

    id: str
    version: int
    segment: NamedSegment
    members: int | None


@dataclass(frozen=True, slots=True)
class SegmentList(Answer):
    """All segments, in the order they were made."""

    rows: ClassVar[str] = "segments"
    segments: tuple[SegmentSeen, ...]


def segments(workspace: Workspace) -> SegmentList:
    """All of them, counted now."""
    return SegmentList(tuple(_seen(workspace, one) for one in SEGMENTS.all(workspace)))


def add_segment(
    workspace: Workspace,
    name: str,
    by: str,
    *,
    having: Sequence[str] = (),
    lacking: Sequence[str] = (),
    pain: str | None = None,
    beta: str | None = None,
    within_days: float | None = None,
    asked: dict[str, Any] | None = None,
) -> SegmentSeen:
    """A new segment: by steps, by a pain point, or of those who join something.

    asked: the options of `pains`, as it was asked for. Raises BadRecord, UnknownPain, UnknownStep, BadRule.
    """
    called = worded("name", name, _LONGEST)
    if any(one.value.name == called for one in SEGMENTS.all(workspace)):
        raise BadRecord(field="name", reason=Both("there is one of this name", "같은 이름의 세그먼트가 있습니다"))
    if sum((bool(having or lacking), pain is not None, beta is not None)) != 1:
        raise BadRecord(
            field="segment",
            reason=Both("it is of steps, of a pain point or of a beta", "단계, 불편, 베타 중 하나로 정하세요"),
        )
    if within_days is not None and not 0 < within_days < 100_000:
        raise BadRecord(field="within_days", reason=Both("it is not above 0", "0보다 커야 합니다"))
    friction: dict[str, Any] = {}
    if pain is not None:
        found = pain_now(workspace, pain, asked or {})
        friction = {"kind": found.kind, "step": found.step, "others": found.others, "outcome": found.outcome}
    now, own = iso(workspace.now_ms() * 1000), Naming.of(workspace).own
    joined = worded("beta", beta, _LONGEST) if beta is not None else None
    made = NamedSegment(
        called, by, now, tuple(map(own, having)), tuple(map(own, lacking)), beta=joined, within_days=within_days,
        **friction,
    )  # fmt: skip
    if beta is None:
        _members(workspace, made)  # what is asked for has to be in the log
    return _seen(workspace, SEGMENTS.add(workspace, made, by))


def end_segment(workspace: Workspace, name: str, by: str) -> SegmentList:
    """Takes a segment away; rules that name it then find nobody. Raises UnknownRecord, Outdated."""
    SEGMENTS.end(workspace, _named(workspace, name), by)
    return segments(workspace)


def members(workspace: Workspace, name: str) -> frozenset[str]:
    """Who is in a segment, by the names of their journeys; nobody where the log lacks what it asks for.

    Raises UnknownRecord.
    """
    return listed(workspace, name).members


def listed(workspace: Workspace, name: str) -> Listed:
    """A segment with those who are in it now, and the steps that it is made of. Raises UnknownRecord."""
    one = _named(workspace, name).value
    steps = (*one.having, *one.lacking, *one.others, *([one.step] if one.step is not None else []))
    return Listed(one.name, _known(workspace, one) or frozenset(), frozenset(map(nfc, steps)))


def segments_named(written: bytes) -> frozenset[str]:
    """The texts of flags as they are written that may name a segment: none where no rule asks for `segments`.

    >>> sorted(segments_named(b'{"in": ["beta", {"var": "segments"}]}'))
    ['beta', 'in', 'segments', 'var']
    >>> segments_named(b'{"in": ["beta", {"var": "plans"}]}')
    frozenset()
    """
    texts = frozenset(msgspec.json.decode(one) for one in _TEXT.findall(written))
    return texts if SEGMENTS_OF in texts else frozenset()


class Members:
    """Who is in which segment, as flags ask for it."""

    def __init__(self, by_name: Mapping[str, frozenset[str]]) -> None:
        self.by_name = by_name
        self._found: dict[tuple[str, str | None], list[str]] = {}

    def placed(self, context: Mapping[str, Any], assignments: Assignments) -> Mapping[str, Any]:
        """The context with `segments`: those its customer is in, under whatever identifier, beside what it says."""
        unit, anonymous = context.get(TARGETING_KEY), context.get(ANONYMOUS_ID)
        if not self.by_name or not isinstance(unit, str):
            return context
        key = (unit, anonymous if isinstance(anonymous, str) else None)
        found = self._found.get(key)
        if found is None:
            own = {unit, *assignments.known_as(unit), *([key[1]] if key[1] is not None else [])}
            found = [name for name, names in self.by_name.items() if not own.isdisjoint(names)]
            if len(self._found) >= _MOST_FOUND:
                self._found.clear()
            self._found[key] = found
        said = context.get(SEGMENTS_OF)
        return {**context, SEGMENTS_OF: [*(said if isinstance(said, list) else []), *found]}


def members_of(workspace: Workspace, written: bytes) -> Members:
    """Who is in the segments that flags name, as they are written."""
    named = segments_named(written)
    known = [one.value for one in SEGMENTS.all(workspace) if one.value.name in named] if named else []
    return Members({one.name: _known(workspace, one) or frozenset() for one in known})


def _named(workspace: Workspace, name: str) -> Entry[NamedSegment]:
    known = SEGMENTS.all(workspace)
    found = next((one for one in known if name in (one.value.name, one.id)), None)
    if found is None:
        raise UnknownRecord(id=name, what=Both("segment", "세그먼트"), known=[one.value.name for one in known])
    return found


def _seen(workspace: Workspace, entry: Entry[NamedSegment]) -> SegmentSeen:
    found = _known(workspace, entry.value)
    return SegmentSeen(entry.id, entry.version, entry.value, None if found is None else len(found))


def _known(workspace: Workspace, one: NamedSegment) -> frozenset[str] | None:
    try:
        return _members(workspace, one)
    except (UnknownStep, UnknownProperty, NoEvents):
        return None


def _members(workspace: Workspace, one: NamedSegment) -> frozenset[str]:
    """Raises UnknownStep, UnknownProperty, BadRule, NoEvents."""
    scope: dict[str, Any] = {}
    if one.within_days is not None:
        scope["begin"] = iso(workspace.now_ms() * 1000 - int(one.within_days * DAY_US))
    if one.kind is not None:
        return struck(workspace, one.kind, str(one.step), one.others, str(one.outcome), **scope)
    if one.beta is not None:
        asker = Asker(workspace, showing=(JOINED, LEFT), **scope)
        if not {JOINED, LEFT} & set(asker.index.events) or "beta" not in asker.index.properties:
            return frozenset()
        return asker.ask(Enrolled(one.beta))
    return Asker(workspace, having=one.having, lacking=one.lacking, **scope).ask(Everybody())
