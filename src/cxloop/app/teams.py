"""Teams and the steps they own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from cxloop.app.books import TEAMS, Entry, worded
from cxloop.app.naming import Naming
from cxloop.change.team import Team
from cxloop.model.duration import iso
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer


@dataclass(frozen=True, slots=True)
class TeamSeen:
    """A team."""

    id: str
    version: int
    team: Team


@dataclass(frozen=True, slots=True)
class TeamList(Answer):
    """All teams, in the order they were made."""

    rows: ClassVar[str] = "teams"
    teams: tuple[TeamSeen, ...]


def teams(workspace: Workspace) -> TeamList:
    """All of them."""
    return TeamList(tuple(_seen(one) for one in TEAMS.all(workspace)))


def set_team(workspace: Workspace, name: str, by: str, steps: Sequence[str], members: Sequence[str] = ()) -> TeamSeen:
    """Makes a team, or gives the one of this name other steps and members. Steps go by their own or by a display name.
    Raises BadRecord, Outdated."""
    called, own = worded("name", name, 100), tuple(map(Naming.of(workspace).own, steps))
    known = next((one for one in TEAMS.all(workspace) if one.value.name == called), None)
    if known is None:
        made = Team(called, by, iso(workspace.now_ms() * 1000), own, tuple(members))
        return _seen(TEAMS.add(workspace, made, by))
    changed = Team(called, known.value.author, known.value.begun, own, tuple(members))
    return _seen(TEAMS.put(workspace, known, changed, by))


def _seen(entry: Entry[Team]) -> TeamSeen:
    return TeamSeen(entry.id, entry.version, entry.value)
