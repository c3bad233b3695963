"""Messages of the Segment tracking API (and of PostHog's clients): read, and refused with a typed reason, one by one.

Public specification: segment.com/docs/connections/spec; what real clients send was captured from them.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, NamedTuple

import msgspec

MOST_BYTES: Final = 32 * 1024
MOST_ITEMS: Final = 2_500
LONGEST_TEXT: Final = 255
DEEPEST: Final = 64
"""How deeply values may be nested: whoever reads them later, from wherever, has room for as much."""
TYPES: Final = frozenset({"track", "page", "screen", "identify", "alias", "group"})
_MARKS: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)
_OBJECTS: Final = (b"", b"n", b"{")
_TOO_DEEP: Final = ("too_deep", "values are nested too deeply")
_TEXTS: Final = ("messageId", "userId", "anonymousId", "previousId", "groupId", "event", "name")
_BARE: Final = {
    "capture": "track", "$identify": "identify", "$set": "identify", "$set_once": "identify",
    "$create_alias": "alias", "$groupidentify": "group",
}  # fmt: skip

Text = str | int | None
Short = Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)] | int | None


class Library(msgspec.Struct, gc=False):
    """What sent a message."""

    name: str | None = None


class Context(msgspec.Struct, gc=False):
    """The parts of a message's context that are read; the rest is kept as it came."""

    library: Library | None = None
    channel: str | None = None
    traits: msgspec.Raw = msgspec.Raw()


class Item(msgspec.Struct, gc=False):
    """One message as clients send it. Numbers are taken for ids, nulls for nothing."""

    type: str | None = None
    messageId: Text = None  # noqa: N815
    userId: Text = None  # noqa: N815
    anonymousId: Text = None  # noqa: N815
    previousId: Text = None  # noqa: N815
    groupId: Text = None  # noqa: N815
    event: Text = None
    name: Text = None
    category: Text = None
    channel: str | None = None
    properties: msgspec.Raw = msgspec.Raw()
    traits: msgspec.Raw = msgspec.Raw()
    context: Context | None = None
    timestamp: Text = None
    originalTimestamp: Text = None  # noqa: N815
    sentAt: Text = None  # noqa: N815
    uuid: Text = None
    distinct_id: Text = None
    set: msgspec.Raw = msgspec.field(name="$set", default=msgspec.Raw())
    set_once: msgspec.Raw = msgspec.field(name="$set_once", default=msgspec.Raw())


_ShortItem: Final = msgspec.defstruct(
    "_ShortItem", [(name, Short, None) for name in (*_TEXTS, "uuid", "distinct_id")], bases=(Item,), gc=False
)
"""A message whose texts are as short as they have to be: told while it is read, which costs nothing."""


class Told(msgspec.Struct):
    """The properties by which PostHog's clients say who is who."""

    alias: Text = None
    anonymous: Text = msgspec.field(name="$anon_distinct_id", default=None)
    known: bool | None = msgspec.field(name="$process_person_profile", default=None)
    group: Text = msgspec.field(name="$group_key", default=None)
    group_traits: msgspec.Raw = msgspec.field(name="$group_set", default=msgspec.Raw())
    set: msgspec.Raw = msgspec.field(name="$set", default=msgspec.Raw())
    set_once: msgspec.Raw = msgspec.field(name="$set_once", default=msgspec.Raw())


class Envelope(msgspec.Struct):
    """A request's body: a batch, or one message whose members stand beside these."""

    batch: list[msgspec.Raw] | None = None
    sentAt: Text = None  # noqa: N815
    sent_at: Text = None
    writeKey: Text = None  # noqa: N815
    api_key: Text = None
    context: Context | None = None


class Refusal(NamedTuple):
    """Why a message could not come in. reason is a stable code; message_id where it could be read."""

    reason: str
    detail: str
    message_id: str | None = None


class Batch(NamedTuple):
    """The messages of one request, each as it came, and what holds for all of them."""

    items: list[msgspec.Raw]
    sent: str | None
    key: str | None
    context: Context | None


_envelope: Final = msgspec.json.Decoder(Envelope)
_item: Final = msgspec.json.Decoder(Item)
_short_item: Final[msgspec.json.Decoder[Item]] = msgspec.json.Decoder(_ShortItem)
_told: Final = msgspec.json.Decoder(Told)


def read_batch(path: str, body: bytes) -> Batch:
    """The messages of a request posted to `path`, such as `batch` or `track`.

    Raises ValueError where the body is no JSON object, or no batch where one is due.

    >>> [bytes(one) for one in read_batch("batch", b'{"batch": [{"type": "track"}], "writeKey": "k"}').items]
    [b'{"type": "track"}']
    """
    try:
        body.decode("utf-8")
        found = _envelope.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    key = _text(found.writeKey) or _text(found.api_key)
    sent = _text(found.sentAt) or _text(found.sent_at)
    if found.batch is None:
        if path == "batch":
            raise ValueError("there is no batch in it")
        return Batch([msgspec.Raw(body)], sent, key, None)
    return Batch(found.batch, sent, key, found.context)


def read_item(path: str, raw: msgspec.Raw) -> Item | Refusal:
    """One message, checked; `path` says of what type it is where the message does not.

    >>> read_item("batch", msgspec.Raw(b'{"type": "track", "userId": "u1", "messageId": "m"}'))
    Refusal(reason='event_missing', detail='a track has no event', message_id='m')
    """
    text = bytes(raw)
    if len(text) > MOST_BYTES:
        return Refusal("message_too_large", f"a message has at most {MOST_BYTES} bytes")
    doubtful = b"\\" in text  # control characters come as escapes only
    try:
        try:
            item = _short_item.decode(text)
        except msgspec.ValidationError:
            item, doubtful = _item.decode(text), True
        if item.type not in TYPES or item.distinct_id is not None:
            doubtful = True
            _settle(item, path)
    except msgspec.ValidationError as error:
        return Refusal("field_unreadable", str(error))
    except RecursionError:
        return Refusal(*_TOO_DEEP)
    if item.messageId is None:
        item.messageId = item.uuid
    found = _TOO_DEEP if nested_too_deeply(text) else _reason(item) or (_unfit(item) if doubtful else None)
    if found is None:
        return item
    return Refusal(*found, None if item.messageId is None else str(item.messageId)[:LONGEST_TEXT])


def nested_too_deeply(text: bytes) -> bool:
    """Whether the objects and lists of a JSON text are nested more deeply than may be.

    >>> nested_too_deeply(b"[" * 65 + b"]" * 65), nested_too_deeply(b"[" + b"[1]," * 99 + b'"[[["]')
    (True, False)
    """
    if text.count(b"{") + text.count(b"[") <= DEEPEST:
        return False
    depth = 0
    for found in _MARKS.finditer(text):
        mark = text[found.start()]
        depth += (mark in b"{[") - (mark in b"}]")
        if depth > DEEPEST:
            return True
    return False


def _settle(item: Item, path: str) -> None:
    """Brings what other clients write into the form of the specification."""
    if item.type not in TYPES:
        named = _BARE.get(str(item.event)) or _BARE.get(item.type or "") or item.type
        item.type = named or (path if path in TYPES else "track" if item.distinct_id is not None else None)
    if item.distinct_id is not None:
        _settle_distinct(item)


def _settle_distinct(item: Item) -> None:
    """PostHog has one id for everybody, and says in properties whether it knows who that is."""
    told = _told.decode(item.properties) if _kind(item.properties) == b"{" else Told()
    if told.known is False and item.anonymousId is None:
        item.anonymousId = item.distinct_id
    elif item.userId is None:
        item.userId = item.distinct_id
    if item.anonymousId is None:
        item.anonymousId = told.anonymous
    if item.type == "alias" and item.previousId is None:
        item.previousId = told.alias
    if item.type == "group" and item.groupId is None:
        item.groupId = told.group
    if item.type in ("identify", "group") and not item.traits:
        said = (item.set, item.set_once, told.group_traits, told.set, told.set_once)
        item.traits = next((raw for raw in said if raw), msgspec.Raw())


def _reason(item: Item) -> tuple[str, str] | None:
    if item.type not in TYPES:
        return "type_unknown", f"a message is one of {', '.join(sorted(TYPES))}"
    if not item.userId and not item.anonymousId and item.userId != 0:
        return "id_missing", "neither userId nor anonymousId is given"
    if item.type == "track" and not item.event:
        return "event_missing", "a track has no event"
    if item.type == "alias" and (not item.previousId or not item.userId):
        return "id_missing", "an alias needs userId and previousId"
    if _kind(item.properties) not in _OBJECTS:
        return "field_unreadable", "properties is no object"
    if _kind(item.traits) not in _OBJECTS:
        return "field_unreadable", "traits is no object"
    return None


def _unfit(item: Item) -> tuple[str, str] | None:
    """What takes a longer look: a message of short texts without escapes cannot have it."""
    for name in _TEXTS:
        text = getattr(item, name)
        if isinstance(text, str):
            if len(text) > LONGEST_TEXT:
                return "field_too_long", f"{name} has at most {LONGEST_TEXT} characters"
            if not text.isprintable() and any(sign < " " for sign in text):
                return "control_characters", f"{name} holds control characters"
    return None


def _kind(raw: msgspec.Raw) -> bytes:
    """The first sign of a JSON value; nothing where there is none."""
    return bytes(raw)[:1]


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)
