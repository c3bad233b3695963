"""People who may sign in, and who is signed in. Pure: times are milliseconds since 1970 UTC and passed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cxloop.trust.naming import masked_text
from cxloop.trust.policy import Actor, Role

OWNER: Final = "owner"
"""The name of whoever holds the data folder: the command line, and the link that it prints."""
OWNER_PURPOSE: Final = "owner of the folder"
LONGEST_PURPOSE: Final = 200
_NAME: Final = re.compile(r"[^\W_][\w.@+-]{0,99}")


@dataclass(frozen=True, slots=True)
class Account:
    """A person. roles: by workspace; password: its hash, None where there is none.

    issuer, subject: who vouches for the person and under which name, where that is another system.
    """

    name: str
    created_ms: int
    roles: Mapping[str, Role] = field(default_factory=dict)
    password: str | None = None
    disabled_ms: int | None = None
    issuer: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, or will be who opens a link. workspace: the one that is open; until_ms: when it ends.

    account: None for the owner of the folder. purpose: what personal fields are looked at for. by_link: until when a
    new password may be set without the old one.
    """

    workspace: str
    roles: Mapping[str, Role]
    until_ms: int
    account: str | None = None
    purpose: str | None = None
    by_link_until_ms: int = 0

    @property
    def role(self) -> Role:
        """The role in the workspace that is open."""
        return self.roles[self.workspace]

    @property
    def workspaces(self) -> tuple[str, ...]:
        """All that this session may open."""
        return tuple(self.roles)

    @property
    def actor(self) -> Actor:
        return Actor(self.account or OWNER, self.roles)


def is_name(text: str) -> bool:
    """Whether an account may be called so: letters of any script, digits and . @ + - _, a letter or digit first.

    >>> is_name("anna@example.com"), is_name("김지우"), is_name("owner"), is_name("a b"), is_name("key:1")
    (True, True, False, False, False)
    """
    return _NAME.fullmatch(text) is not None and text.casefold() != OWNER


def stated(purpose: str | None) -> str | None:
    """A purpose as it is kept: on one line, not too long, without an address or number; None where nothing is said.

    >>> stated("  complaint  of kim@example.com\\n"), stated(" "), stated(None)
    ('complaint of •••', None, None)
    """
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in purpose or "").split())
    return masked_text(plain)[:LONGEST_PURPOSE] or None
