"""Opportunities: taken up from what customers suffer or lack, sized, ordered, and the ideas that may answer them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from cxloop.app.books import COMMENTS, IDEAS, OPPORTUNITIES, TEAMS, Entry, worded
from cxloop.app.journey import events_of
from cxloop.app.naming import Naming
from cxloop.app.prototype_answers import count_of
from cxloop.change.errors import BadRecord, UnknownRecord
from cxloop.change.opportunity import (
    STATES,
    Comment,
    Evidence,
    EvidenceKind,
    Idea,
    Opportunity,
    question_at,
    question_of,
)
from cxloop.change.team import owner_of
from cxloop.errors import Both, CxloopError, UnknownPain
from cxloop.model.duration import iso
from cxloop.model.event import event_key
from cxloop.ports.records import Record
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer, plain_value
from cxloop.understand.pains import Pain, Pains

VOTE: Final = "vote"
_EXAMPLES: Final = 5
_EVENTS: Final = 10


@dataclass(frozen=True, slots=True)
class OpportunitySeen(Answer):
    """An opportunity. cost: what it costs now in 30 days, in `unit`; priority: cost × confidence / effort; ideas: how
    many it has; live: its pain points as they are now, where that was asked for; answered: how many answers prototypes
    of its ideas have, where one is looked at."""

    id: str
    version: int
    opportunity: Opportunity
    cost: float | None
    priority: float | None
    ideas: int
    changed: str
    live: tuple[dict[str, Any], ...] = ()
    answered: int | None = None


@dataclass(frozen=True, slots=True)
class OpportunityList(Answer):
    """The highest priority first, then those that nobody has sized."""

    rows: ClassVar[str] = "opportunities"
    opportunities: tuple[OpportunitySeen, ...]


@dataclass(frozen=True, slots=True)
class IdeaSeen(Answer):
    """An idea, with who voted for it and what was said."""

    id: str
    version: int
    idea: Idea
    votes: int
    voters: tuple[str, ...]
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class IdeaList(Answer):
    """The most votes first."""

    rows: ClassVar[str] = "ideas"
    ideas: tuple[IdeaSeen, ...]


def take_up(
    workspace: Workspace,
    by: str,
    *,
    pain: str | None = None,
    note: str | None = None,
    need: str | None = None,
    event: str | None = None,
    title: str | None = None,
    question: str | None = None,
    whom: str = "",
    asked: Mapping[str, Any] | None = None,
    language: str = "en",
) -> OpportunitySeen:
    """A new opportunity, from a pain point, an unmet need, a note or an observed event; its evidence is kept as it is
    now, and the team that owns its step gets it. A pain point that is taken up already stays the opportunity that it
    has become, until that is closed.

    asked: the options of `pains`, as it was asked for. language: in which the title calls its step. Raises UnknownPain,
    UnknownRecord, BadRecord.
    """
    now = iso(workspace.now_ms() * 1000)
    options = {name: value for name, value in (asked or {}).items() if value}
    if pain is not None:
        if (known := _taken(workspace, pain)) is not None:
            return _seen(workspace, known)
        made = _from_pain(workspace, pain, options, now, by, language)
    elif event is not None:
        found = _event_evidence(workspace, event, now)
        step = str(found.frozen["event"])
        title = title or Naming.of(workspace).called(language).step(step)
        made = Opportunity("", "", by, now, (found,), step=step)
    elif note is not None or need is not None:
        kind: EvidenceKind = "need" if note is None else "note"
        evidence = Evidence(kind, "", now, worded(kind, str(need if note is None else note), 5000))
        made = Opportunity(evidence.text[:80], "", by, now, (evidence,))
    else:
        raise BadRecord(field="evidence", reason=Both("there is none", "근거가 없습니다"))
    made = replace(made, team=owner_of(made.step, (one.value for one in TEAMS.all(workspace))))
    named = worded("title", title or made.title)
    asks = question_of(worded("question", question or made.question or named, 500))
    return _seen(workspace, OPPORTUNITIES.add(workspace, replace(made, title=named, question=asks, whom=whom), by))


def opportunities(workspace: Workspace) -> OpportunityList:
    """All of them."""
    counts = _ideas_of(workspace)
    seen = [_told(one, counts[one.id]) for one in OPPORTUNITIES.all(workspace)]
    return OpportunityList(
        tuple(sorted(seen, key=lambda one: (one.priority is None, -(one.priority or 0), int(one.id))))
    )


def opportunity(workspace: Workspace, id: str, *, live: bool = False) -> OpportunitySeen:
    """One of them; live: with its pain points asked for again. Raises UnknownRecord."""
    entry = OPPORTUNITIES.get(workspace, id)
    own = [one.id for one in IDEAS.all(workspace) if one.value.opportunity == entry.id]
    seen = replace(_seen(workspace, entry), answered=count_of(workspace, own))
    return (
        replace(seen, live=tuple(_again(workspace, one) for one in entry.value.evidence if one.kind == "pain"))
        if live
        else seen
    )


def edit_opportunity(workspace: Workspace, id: str, by: str, given: Mapping[str, Any]) -> OpportunitySeen:
    """Other words, sizes or another state. Raises UnknownRecord, BadRecord, Outdated."""
    entry = OPPORTUNITIES.get(workspace, id)
    for name, value in given.items():
        if name in ("effort", "confidence", "reach", "value") and value is not None and not 0 < value < 1e15:
            raise BadRecord(field=name, reason=Both("it is not above 0", "0보다 커야 합니다"))
    if given.get("confidence", 0.5) > 1:
        raise BadRecord(field="confidence", reason=Both("it is above 1", "1을 넘습니다"))
    if given.get("state", "open") not in STATES:
        raise BadRecord(field="state", reason=Both(f"it is none of {', '.join(STATES)}", "쓸 수 없는 상태입니다"))
    return _seen(workspace, OPPORTUNITIES.put(workspace, entry, replace(entry.value, **dict(given)), by))


def add_idea(workspace: Workspace, opportunity: str, text: str, by: str, detail: str = "") -> IdeaSeen:
    """An idea for an opportunity. Raises UnknownRecord, BadRecord."""
    about = OPPORTUNITIES.get(workspace, opportunity).id
    made = Idea(about, worded("text", text), by, iso(workspace.now_ms() * 1000), detail.strip()[:5000])
    return _idea(workspace, IDEAS.add(workspace, made, by))


def ideas(workspace: Workspace, opportunity: str | None = None) -> IdeaList:
    """All ideas, or those for one opportunity; merged ones are left out."""
    about = None if opportunity is None else OPPORTUNITIES.get(workspace, opportunity).id
    chosen = [
        one for one in IDEAS.all(workspace) if about in (None, one.value.opportunity) and one.value.state != "merged"
    ]
    return IdeaList(tuple(sorted(_ideas(workspace, chosen), key=lambda one: (-one.votes, int(one.id)))))


def idea(workspace: Workspace, id: str) -> IdeaSeen:
    """Raises UnknownRecord."""
    return _idea(workspace, IDEAS.get(workspace, id))


def vote(workspace: Workspace, id: str, by: str, wanted: bool = True) -> IdeaSeen:
    """Says that somebody is for an idea, or no longer is; said twice it counts once. Raises UnknownRecord."""
    entry = IDEAS.get(workspace, id)
    _put_vote(workspace, entry.id, by, wanted)
    return _idea(workspace, entry)


def comment(workspace: Workspace, id: str, text: str, by: str) -> IdeaSeen:
    """Says something about an idea. Raises UnknownRecord, BadRecord."""
    entry = IDEAS.get(workspace, id)
    said = Comment(f"idea:{entry.id}", worded("text", text, 5000), by, iso(workspace.now_ms() * 1000))
    COMMENTS.add(workspace, said, by)
    return _idea(workspace, entry)


def merge_ideas(workspace: Workspace, id: str, into: str, by: str) -> IdeaSeen:
    """Makes one idea part of another: its votes move, each person's once. Raises UnknownRecord, BadRecord, Outdated."""
    entry, target = IDEAS.get(workspace, id), IDEAS.get(workspace, into)
    if entry.id == target.id or target.value.state == "merged":
        raise BadRecord(field="into", reason=Both("it cannot be merged into that", "그 아이디어로 합칠 수 없습니다"))
    IDEAS.put(workspace, entry, replace(entry.value, state="merged", merged=target.id), by)
    for voter in _idea(workspace, entry).voters:
        _put_vote(workspace, target.id, voter, True)
    return _idea(workspace, target)


def pain_now(workspace: Workspace, id: str, options: dict[str, Any]) -> Pain:
    """A pain point as it is now. options: of `pains`, as it was asked for. Raises UnknownPain."""
    return _found(workspace, id, options)[1]


def _found(workspace: Workspace, id: str, options: dict[str, Any]) -> tuple[Pains, Pain]:
    answer, found = _pain(workspace, id, options)
    if found is None:
        raise UnknownPain(pain=id, known=[one.id for one in answer.pains])
    return answer, found


def _taken(workspace: Workspace, pain: str) -> Entry[Opportunity] | None:
    """The opportunity that a pain point has become, unless it is closed."""
    of = (one for one in OPPORTUNITIES.all(workspace) if one.value.state != "closed")
    return next(
        (one for one in of if any((each.kind, each.ref) == ("pain", pain) for each in one.value.evidence)), None
    )


def _from_pain(workspace: Workspace, id: str, options: dict[str, Any], now: str, by: str, language: str) -> Opportunity:
    answer, found = _found(workspace, id, options)
    frozen = {**plain_value(found), "as_of": answer.as_of, "identity": answer.identity, "method": answer.method}
    evidence = Evidence("pain", id, now, frozen=frozen, asked=options, events=_events_at(workspace, found, answer.per))
    value = found.cost / (found.customers * abs(found.effect)) if found.cost and found.effect else None
    step = Naming.of(workspace).called(language).step(found.step)
    return Opportunity(
        f"{step}: {found.kind.replace('_', ' ')}", question_at(found.kind, step), by, now, (evidence,),
        step=found.step,
        reach=float(found.customers), effect=found.effect, value=value, unit=found.cost_unit,
    )  # fmt: skip


def _pain(workspace: Workspace, id: str, options: dict[str, Any]) -> tuple[Pains, Pain | None]:
    """All pain points as they are now, and the one of this id among them."""
    answer = workspace.pains(**options)
    return answer, next((one for one in answer.pains if one.id == id), None)


def _events_at(workspace: Workspace, pain: Pain, per: str) -> tuple[str, ...]:
    """Ids of events at the pain's step, from the journeys that are its examples."""
    found: list[str] = []
    for name in pain.examples[:_EXAMPLES]:
        events = workspace.journey(name, per).events
        found += [one.id for one in events if one.event == pain.step][: _EVENTS // _EXAMPLES]
    return tuple(found[:_EVENTS])


def _event_evidence(workspace: Workspace, id: str, now: str) -> Evidence:
    key = event_key(id)
    found = events_of(workspace.table, [key]).get(key) if key is not None else None
    if found is None:
        raise UnknownRecord(id=id, what=Both("event", "이벤트"), known=())
    return Evidence("event", id, now, found.text or "", {"event": found.event, "time": found.time}, events=(id,))


def _again(workspace: Workspace, evidence: Evidence) -> dict[str, Any]:
    """A pain point as it is now: what became of it, or why it cannot be told."""
    try:
        answer, found = _pain(workspace, evidence.ref, evidence.asked)
    except CxloopError as error:
        return {"id": evidence.ref, "state": "unknown", "reason": error.code}
    if found is None:
        return {"id": evidence.ref, "state": "gone", "as_of": answer.as_of}
    return {**plain_value(found), "state": "there", "as_of": answer.as_of}


def _seen(workspace: Workspace, entry: Entry[Opportunity]) -> OpportunitySeen:
    return _told(entry, _ideas_of(workspace)[entry.id])


def _ideas_of(workspace: Workspace) -> Counter[str]:
    """How many ideas each opportunity has."""
    return Counter(one.value.opportunity for one in IDEAS.all(workspace) if one.value.state != "merged")


def _told(entry: Entry[Opportunity], ideas: int) -> OpportunitySeen:
    value = entry.value
    return OpportunitySeen(entry.id, entry.version, value, value.cost, value.priority, ideas, entry.changed)


def _idea(workspace: Workspace, entry: Entry[Idea]) -> IdeaSeen:
    return _ideas(workspace, [entry])[0]


def _ideas(workspace: Workspace, entries: Sequence[Entry[Idea]]) -> list[IdeaSeen]:
    voters, said = defaultdict[str, list[str]](list), defaultdict[str, list[Comment]](list)
    for record in workspace.records.current(VOTE, f"{entries[0].id}/" if len(entries) == 1 else ""):
        if record.text is not None:
            voters[record.id.partition("/")[0]].append(record.by)
    for entry in COMMENTS.all(workspace):
        said[entry.value.about].append(entry.value)
    return [_with(one, tuple(voters[one.id]), tuple(said[f"idea:{one.id}"])) for one in entries]


def _with(entry: Entry[Idea], voters: tuple[str, ...], said: tuple[Comment, ...]) -> IdeaSeen:
    return IdeaSeen(entry.id, entry.version, entry.value, len(voters), voters, said)


def _put_vote(workspace: Workspace, idea: str, by: str, wanted: bool) -> None:
    last = workspace.records.one(VOTE, f"{idea}/{by}")
    if (last is not None and last.text is not None) == wanted:
        return
    version = 1 if last is None else last.version + 1
    workspace.records.write(Record(VOTE, f"{idea}/{by}", version, "{}" if wanted else None, by, workspace.now_ms()))
