"""A team: who it is, and the steps of the journey that are its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cxloop.model.rule import nfc


@dataclass(frozen=True, slots=True)
class Team:
    """steps: names of events; what customers suffer there is routed to this team."""

    name: str
    author: str
    begun: str
    steps: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


def owner_of(step: str | None, teams: Iterable[Team]) -> str | None:
    """The team that a step belongs to; None where it is nobody's.

    >>> owner_of("payment", [Team("web", "kim", "", ("cart",)), Team("pay", "kim", "", ("payment",))])
    'pay'
    """
    if step is None:
        return None
    return next((team.name for team in teams if nfc(step) in map(nfc, team.steps)), None)
