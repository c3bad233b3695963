"""Keys for machines: made, listed, ended."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from typing import ClassVar, Final

from cxloop.errors import UnknownKey
from cxloop.model.duration import iso
from cxloop.ports.access import Keys
from cxloop.questions.answer import Answer
from cxloop.trust.keys import Key, Purpose, hash_of, text_of

_DAY_MS: Final = 86_400_000
DEFAULT_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class NewKey(Answer):
    """A key's text, shown this once; expires: when it ends, ISO 8601 in UTC."""

    id: str
    key: str
    purpose: str
    workspace: str
    expires: str | None


@dataclass(frozen=True, slots=True)
class KeyList(Answer):
    """The keys of a workspace, without their texts."""

    rows: ClassVar[str] = "keys"
    keys: tuple[Key, ...]


def create_key(
    keys: Keys,
    workspace: str,
    purpose: Purpose,
    now_ms: int,
    *,
    name: str = "",
    days: int | None = DEFAULT_DAYS,
    per_minute: int | None = None,
) -> NewKey:
    """A new key for one purpose; days: how long it opens, None for ever; per_minute: how many messages it lets in."""
    text = text_of(purpose, secrets.token_urlsafe(32))
    expires = None if days is None else now_ms + days * _DAY_MS
    key = Key(uuid.uuid4().hex[:12], workspace, purpose, name, hash_of(text), now_ms, expires, per_minute=per_minute)
    keys.add(key)
    return NewKey(key.id, text, purpose, workspace, None if expires is None else iso(expires * 1000))


def list_keys(keys: Keys, workspace: str) -> KeyList:
    """The keys of a workspace, the oldest first."""
    return KeyList(tuple(keys.of(workspace)))


def revoke_key(keys: Keys, workspace: str, id: str, now_ms: int) -> None:
    """Ends a key at once. Raises UnknownKey."""
    if not keys.revoke(workspace, id, now_ms):
        raise UnknownKey(key=id, known=[key.id for key in keys.of(workspace) if key.revoked_ms is None])
