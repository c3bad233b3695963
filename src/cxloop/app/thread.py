"""The thread: from signal to lesson and back, every link a record, every record back to its events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final

from cxloop.app.books import CHANGES, IDEAS, LESSONS, OPPORTUNITIES, PROTOTYPES, VERDICTS, Entry
from cxloop.app.journey import events_of
from cxloop.app.prototype_answers import answers_of
from cxloop.app.verdicts import verdict
from cxloop.change.change import Change
from cxloop.change.errors import UnknownRecord, VerdictRefused
from cxloop.change.opportunity import Evidence, Idea, Opportunity
from cxloop.change.prototype import Prototype
from cxloop.errors import Both
from cxloop.learn.lesson import Lesson
from cxloop.learn.verdict import Signed
from cxloop.model.duration import iso
from cxloop.model.event import event_key
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer, plain_value

KINDS: Final = (
    "event", "pain", "need", "note", "opportunity", "idea", "prototype", "change", "exposures", "result", "verdict",
    "lesson",
)  # fmt: skip
"""In the order of the loop."""


@dataclass(frozen=True, slots=True)
class Node:
    """Something on the thread. at: since when, ISO 8601 in UTC; by: who wrote it; data: what it says, for an event what
    the event table has; resolved: whether it is where the link says."""

    id: str
    kind: str
    title: str
    at: str | None = None
    by: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    resolved: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """From one node to one that came of it."""

    source: str = field(metadata={"name": "from"})
    target: str = field(metadata={"name": "to"})
    how: str


@dataclass(frozen=True, slots=True)
class Thread(Answer):
    """What led to something, and what came of it. start: what was asked for."""

    rows: ClassVar[str] = "nodes"
    start: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """All records that a thread may pass, as they are now. answers: ids of the events that answer each prototype."""

    opportunities: list[Entry[Opportunity]]
    ideas: list[Entry[Idea]]
    prototypes: list[Entry[Prototype]]
    answers: dict[str, list[str]]
    changes: list[Entry[Change]]
    verdicts: list[Entry[Signed]]
    lessons: list[Entry[Lesson]]

    def records(self) -> Iterator[tuple[str, str, str, Any]]:
        """Name, kind, title and value of each."""
        for book, entries, title in (
            (OPPORTUNITIES, self.opportunities, "title"),
            (IDEAS, self.ideas, "title"),
            (PROTOTYPES, self.prototypes, "title"),
            (CHANGES, self.changes, "title"),
            (VERDICTS, self.verdicts, "outcome"),
            (LESSONS, self.lessons, "learned"),
        ):
            for one in entries:
                yield f"{book.kind}:{one.id}", book.kind, getattr(one.value, title), one.value


def thread(workspace: Workspace, id: str) -> Thread:
    """The thread through one of its nodes: `change:3`, `opportunity:1`, `idea:2`, `lesson:4`, `pain:…`, `event:3:120`,
    or the bare number of a change. Raises UnknownRecord."""
    start = id if ":" in id else f"change:{id}"
    kept = _kept(workspace)
    links = list(_links(kept))
    known = {name for link in links for name in (link.source, link.target)}
    known |= {name for name, *_ in kept.records()}
    if start not in known:
        kind, _, rest = start.partition(":")
        raise UnknownRecord(id=rest, what=Both(kind, kind), known=sorted(known))
    wanted = _from(start, [(link.source, link.target) for link in links])
    wanted |= _from(start, [(link.target, link.source) for link in links])
    chosen = [link for link in links if link.source in wanted and link.target in wanted]
    nodes = sorted(_nodes(workspace, kept, wanted), key=lambda node: (KINDS.index(node.kind), node.at or "", node.id))
    return Thread(start, tuple(nodes), tuple(chosen))


def _kept(workspace: Workspace) -> _Kept:
    shown = PROTOTYPES.all(workspace)
    answers = {id: [one.event for one in told.answers] for id, told in answers_of(workspace, shown).items()}
    # who was invited is nobody's evidence
    shown = [replace(one, value=replace(one.value, invited=())) for one in shown]
    return _Kept(
        OPPORTUNITIES.all(workspace), IDEAS.all(workspace), shown, answers, CHANGES.all(workspace),
        VERDICTS.all(workspace), LESSONS.all(workspace),
    )  # fmt: skip


def _from(start: str, pairs: Iterable[tuple[str, str]]) -> set[str]:
    """What can be reached."""
    ways: dict[str, list[str]] = {}
    for source, target in pairs:
        ways.setdefault(source, []).append(target)
    found, waiting = {start}, [start]
    while waiting:
        for target in ways.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def _links(kept: _Kept) -> Iterator[Link]:
    for one in kept.opportunities:
        own = f"opportunity:{one.id}"
        for place, evidence in enumerate(one.value.evidence):
            name = _name(one.id, place, evidence)
            yield Link(name, own, "taken up")
            for event in evidence.events if evidence.kind != "event" else ():
                yield Link(f"event:{event}", name, "shows")
    for idea in kept.ideas:
        yield Link(f"opportunity:{idea.value.opportunity}", f"idea:{idea.id}", "asks")
        if idea.value.merged is not None:
            yield Link(f"idea:{idea.id}", f"idea:{idea.value.merged}", "merged into")
    merged = {idea.id: idea.value.merged for idea in kept.ideas}
    tried: dict[str, list[str]] = defaultdict(list)
    for prototype in kept.prototypes:
        own, shown = f"prototype:{prototype.id}", prototype.value.idea
        answers = [f"event:{event}" for event in kept.answers[prototype.id]]
        yield Link(f"idea:{shown}", own, "shown as")
        yield from (Link(own, event, "was answered") for event in answers)
        for name in _became(shown, merged):
            tried[name] += [own, *answers]
    for change in kept.changes:
        own = f"change:{change.id}"
        for name in change.value.ideas:
            yield Link(f"idea:{name}", own, "became")
            yield from (Link(source, own, "considered in") for source in tried[name])
        if change.value.opportunity is not None:
            yield Link(f"opportunity:{change.value.opportunity}", own, "answered by")
        if change.value.started is not None:
            yield Link(own, f"exposures:{change.id}", "shown to")
            yield Link(f"exposures:{change.id}", f"result:{change.id}", "measured")
    verdicts: dict[str, str] = {}
    for signed in kept.verdicts:
        verdicts[signed.value.change] = signed.id
        yield Link(f"result:{signed.value.change}", f"verdict:{signed.id}", "judged")
    for lesson in kept.lessons:
        made = verdicts.get(lesson.value.change)
        source = f"change:{lesson.value.change}" if made is None else f"verdict:{made}"
        yield Link(source, f"lesson:{lesson.id}", "taught")


def _became(idea: str, merged: dict[str, str | None]) -> Iterator[str]:
    """An idea and those that it has become part of."""
    found: str | None = idea
    while found is not None:
        yield found
        found = merged.get(found)


def _name(opportunity: str, place: int, evidence: Evidence) -> str:
    """A pain or an event has a name of its own, which others may have taken up too; a note is the opportunity's."""
    return f"{evidence.kind}:{evidence.ref or f'{opportunity}.{place + 1}'}"


def _nodes(workspace: Workspace, kept: _Kept, wanted: set[str]) -> Iterator[Node]:
    pains: dict[str, Node] = {}
    for one in kept.opportunities:
        for place, evidence in enumerate(one.value.evidence):
            name = _name(one.id, place, evidence)
            if name in wanted and evidence.kind != "event":
                title = evidence.text or f"{evidence.frozen.get('step')}: {evidence.frozen.get('kind')}"
                data = {**evidence.frozen, "asked": evidence.asked}
                pains.setdefault(name, Node(name, evidence.kind, title, evidence.seen, data=data))
    yield from pains.values()
    for name, kind, title, value in kept.records():
        if name in wanted:
            yield Node(name, kind, title, value.begun, value.author, plain_value(value))
    for change in kept.changes:
        if f"result:{change.id}" in wanted:
            yield from _results(workspace, change.id, change.value)
    yield from _events(workspace, [name.removeprefix("event:") for name in wanted if name.startswith("event:")])


def _results(workspace: Workspace, id: str, change: Change) -> Iterator[Node]:
    now = iso(workspace.now_ms() * 1000)
    told: dict[str, Any] = {"flag": change.flag}
    try:
        found = verdict(workspace, id)
    except VerdictRefused as refused:
        yield Node(f"exposures:{id}", "exposures", str(change.flag), change.started, data=told)
        yield Node(f"result:{id}", "result", refused.message("en"), now, data={"reason": refused.code}, resolved=False)
        return
    told["arms"] = [{"arm": arm.arm, "n": arm.n} for arm in found.analysis.arms]
    yield Node(f"exposures:{id}", "exposures", str(change.flag), change.started, data=told)
    yield Node(f"result:{id}", "result", found.outcome, now, data=plain_value(found.judgement))


def _events(workspace: Workspace, ids: list[str]) -> Iterator[Node]:
    keys = {id: key for id in ids if (key := event_key(id)) is not None}
    found = events_of(workspace.table, keys.values()) if workspace.version() >= 0 else {}
    for id in ids:
        event = found.get(keys.get(id, (-1, -1)))
        if event is None:
            yield Node(f"event:{id}", "event", id, resolved=False)
        else:
            yield Node(f"event:{id}", "event", event.event, event.time, data=plain_value(event))
