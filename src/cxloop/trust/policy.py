"""Who may do what: the one place that decides. Pure, and whatever is not allowed here is refused.

What an operation needs stands beside it in the table of routes; who asks comes from a credential, never from what is
asked. Personal fields are shown to a role that may see them, for a purpose that was stated, and masked else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from cxloop.trust.keys import Purpose

Role = Literal["viewer", "analyst", "maker", "admin"]
ROLES: Final[tuple[Role, ...]] = ("viewer", "analyst", "maker", "admin")
"""From the least to the most; each may do what those before it may."""

Data = Literal["nothing", "aggregate", "personal"]
"""What an answer tells of customers: nothing, counts over many (with some names as examples), or single ones."""

Why = Literal["not_signed_in", "not_allowed", "unknown_workspace"]
SEES_PERSONAL: Final[frozenset[Role]] = frozenset({"analyst", "maker", "admin"})


@dataclass(frozen=True, slots=True)
class Need:
    """What an operation asks of whoever uses it. role: the least one; key: the purpose of a key that opens it.

    With neither, anybody may use it.
    """

    role: Role | None
    data: Data
    key: Purpose | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. name: as the audit log calls it; roles: by workspace; key: its purpose, for a program with a key."""

    name: str
    roles: Mapping[str, Role] = field(default_factory=dict)
    key: Purpose | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """refused: why not; None where it may. masked: personal fields have to be hidden."""

    refused: Why | None
    masked: bool = True


def decide(need: Need, actor: Actor | None, workspace: str | None, purpose: str | None) -> Decision:
    """Whether somebody, None for nobody in particular, may use an operation of a workspace, and what is then shown.

    >>> anna = Actor("anna", {"main": "analyst"})
    >>> decide(Need("viewer", "personal"), anna, "main", "complaint 17")
    Decision(refused=None, masked=False)
    >>> decide(Need("viewer", "personal"), anna, "main", None).masked
    True
    >>> decide(Need("maker", "nothing"), anna, "main", None).refused, decide(Need("viewer", "nothing"), anna, "b", None)
    ('not_allowed', Decision(refused='unknown_workspace', masked=True))
    """
    if need.role is None and need.key is None:
        return Decision(None)
    if actor is None:
        return Decision("not_signed_in")
    if actor.key is not None:
        return Decision(_of_key(need, actor, workspace))
    if need.role is None:
        return Decision("not_allowed")
    role = actor.roles.get(workspace or "")
    if role is None:
        return Decision("unknown_workspace")
    if not reaches(role, need.role):
        return Decision("not_allowed")
    return Decision(None, masked=not sees_personal(role, purpose))


def reaches(role: Role, least: Role) -> bool:
    """Whether a role may do what another may.

    >>> reaches("maker", "analyst"), reaches("viewer", "analyst")
    (True, False)
    """
    return ROLES.index(role) >= ROLES.index(least)


def sees_personal(role: Role, purpose: str | None) -> bool:
    """Whether personal fields are shown: the role allows it, and it is said what for.

    >>> sees_personal("analyst", "complaint 17"), sees_personal("admin", " "), sees_personal("viewer", "complaint 17")
    (True, False, False)
    """
    return role in SEES_PERSONAL and bool(purpose and purpose.strip())


def _of_key(need: Need, actor: Actor, workspace: str | None) -> Why | None:
    """A key opens what is declared for its purpose in its own workspace, and nothing else."""
    if need.key != actor.key:
        return "not_allowed"
    return None if workspace in actor.roles else "unknown_workspace"
