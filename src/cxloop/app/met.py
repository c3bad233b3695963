"""Who met customers lately, by person and by team."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cxloop.app.books import TEAMS
from cxloop.app.naming import Naming
from cxloop.app.understand import Asker
from cxloop.errors import BadOption, Both, NoEvents
from cxloop.model.duration import DAY_US
from cxloop.ports.workspace import Workspace
from cxloop.questions.journeys import empty_journeys
from cxloop.understand.met import Met, WhoMet

DAYS: Final = 30.0


def met(workspace: Workspace, days: float = DAYS) -> Met:
    """Who met customers in the last so many days; the owners of a team are its members. Raises BadOption."""
    if not 0 < days < 100_000:
        raise BadOption(option="--days", reason=Both("it is not above 0", "0보다 커야 합니다"))
    until = workspace.now_ms() * 1000
    teams = tuple((one.value.name, one.value.members) for one in TEAMS.all(workspace))
    question = WhoMet(until - int(days * DAY_US), until, teams, Naming.of(workspace).meanings)
    try:
        asker = Asker(workspace)
    except NoEvents:
        return question.answer(question.measure(empty_journeys(question.columns)))
    return replace(asker.ask(question), identity=asker.index.identity, lens=asker.left_out())
