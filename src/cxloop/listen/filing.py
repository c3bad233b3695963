"""Journal entries sorted out into events and refusals: pure, and the same each time for the same entries."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import isfinite
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxloop.listen.hashing import hash_numbers, hash_strings
from cxloop.listen.identity import Link
from cxloop.listen.message_times import MISSING, happened, micros_of
from cxloop.listen.messages import Context, Item, Refusal, read_batch, read_item
from cxloop.model.event import EVENT_SCHEMA, FILED

Ints = npt.NDArray[np.int64]

_PORTION: Final = 2_000
_STEPS: Final = frozenset({"track", "page", "screen"})
_PHONES: Final = ("ios", "android", "flutter", "react-native", "mobile", "swift", "kotlin")
_PAGES: Final = ("analytics.js", "next", "browser", "web", "js", "snippet")


class Received(NamedTuple):
    """A request as the journal keeps it. number: its place in the journal."""

    number: int
    path: str
    body: bytes
    received_us: int


class Refused(NamedTuple):
    """A message that could not come in. place: in its request; raw: as it came."""

    request: int
    place: int
    reason: str
    detail: str
    message_id: str | None
    received_us: int
    raw: bytes
    path: str


class Known(msgspec.Struct, gc=False):
    """The properties that fill columns of their own."""

    revenue: Any = None
    total: Any = None
    value: Any = None
    case: Any = None
    case_id: Any = None
    order_id: Any = None
    owner: Any = None
    due: Any = None
    text: Any = None
    channel: Any = None
    email: Any = None
    phone: Any = None


class Taken(msgspec.Struct, gc=False):
    """A message on its way to a row. place: in its request; raw: as it came; properties: what becomes its properties,
    as JSON; known: those of them that fill columns of their own."""

    item: Item
    request: Received
    place: int
    raw: msgspec.Raw
    sent: Any
    context: Context | None
    properties: bytes
    known: Known


class Sorted(NamedTuple):
    """events: rows of EVENT_SCHEMA, in the order they came in. ids, payloads: int64 a row, hashes of the message's id
    and of what it says. places: of each row, its request and its place in it. links: who was seen with whom, a row."""

    events: pa.Table
    ids: Ints
    payloads: Ints
    places: Ints
    refused: list[Refused]
    links: list[Link | None]


_known: Final = msgspec.json.Decoder(Known)
_NOTHING: Final = Known()


def sort_out(requests: Iterable[Received], batch: int) -> Sorted:
    """The messages of some requests as events of a filing batch.

    >>> body = b'{"batch": [{"type": "track", "event": "order", "userId": "u1", "messageId": "m1"}, {"type": "x"}]}'
    >>> found = sort_out([Received(1, "batch", body, 1_800_000_000_000_000)], 1)
    >>> found.events.column("event").to_pylist(), [one.reason for one in found.refused]
    (['order'], ['type_unknown'])
    """
    parts: list[_Part] = []
    taken: list[Taken] = []
    refused: list[Refused] = []
    for request in requests:
        _take(request, taken, refused)
        if len(taken) >= _PORTION:
            parts.append(_part(taken, refused))
            taken = []
    parts.append(_part(taken, refused))
    refused.sort(key=lambda one: (one.request, one.place))
    return _whole(parts, refused, batch)


def _whole(parts: list[_Part], refused: list[Refused], batch: int) -> Sorted:
    table = pa.Table.from_batches([one.events for one in parts])
    payloads, places = (np.concatenate([getattr(one, name) for one in parts]) for name in ("payloads", "places"))
    made: dict[str, Any] = {
        "sequence": np.arange(len(table)), "batch": np.full(len(table), FILED + batch), "fingerprint": payloads
    }  # fmt: skip
    columns = [table[name] if name in table.column_names else pa.array(made[name]) for name in EVENT_SCHEMA.names]
    events = pa.table(columns, schema=EVENT_SCHEMA).combine_chunks()
    return Sorted(
        events, _ids(events, places), payloads, places, refused, [link for one in parts for link in one.links]
    )


def _take(request: Received, taken: list[Taken], refused: list[Refused]) -> None:
    """Reads one request: its messages are taken, or refused."""
    try:
        found = read_batch(request.path, request.body)
    except ValueError as error:  # the door lets none in that cannot be read; one that is damaged later is kept
        refusal = Refusal("request_unreadable", str(error))
        refused.append(_refusal(request, 0, msgspec.Raw(request.body), refusal))
        return
    for place, raw in enumerate(found.items):
        item = read_item(request.path, raw)
        if isinstance(item, Refusal):
            refused.append(_refusal(request, place, raw, item))
            continue
        properties = bytes(item.properties) if item.type in _STEPS else _traits(item, found.context)
        try:
            known = _known.decode(properties) if properties[:1] == b"{" else _NOTHING
        except msgspec.ValidationError as error:  # valid JSON, but larger than any number that we can keep
            why = Refusal("number_unreadable", str(error), _text(item.messageId))
            refused.append(_refusal(request, place, raw, why))
            continue
        sent = item.sentAt or found.sent
        taken.append(Taken(item, request, place, raw, sent, found.context, properties, known))


def _refusal(request: Received, place: int, raw: msgspec.Raw, why: Refusal) -> Refused:
    reason, detail, id = why
    return Refused(request.number, place, reason, detail, id, request.received_us, bytes(raw), request.path)


class _Part(NamedTuple):
    """Some messages as columns, but for those that can only be told of all of them together."""

    events: pa.RecordBatch
    payloads: Ints
    places: Ints
    links: list[Link | None]


def _part(taken: list[Taken], refused: list[Refused]) -> _Part:
    """The columns of some rows, one after the other: a column at a time is several times quicker than a row, as long as
    its messages are still in the processor's cache. Messages whose time cannot be read join the refused."""
    original = [one.item.originalTimestamp or one.item.timestamp for one in taken]
    originals = micros_of(original)
    unreadable = [at for at in np.flatnonzero(originals == MISSING).tolist() if original[at] is not None]
    if unreadable:
        for at in unreadable:
            one, detail = taken[at], f"{str(original[at])[:60]} is no time"
            why = Refusal("time_unreadable", detail, _text(one.item.messageId))
            refused.append(_refusal(one.request, one.place, one.raw, why))
        keep = sorted(set(range(len(taken))).difference(unreadable))
        taken, original, originals = [taken[at] for at in keep], [original[at] for at in keep], originals[keep]
    items = [one.item for one in taken]
    received = np.array([one.request.received_us for one in taken], np.int64)
    sent = micros_of([one.sent for one in taken])
    occurred = happened(originals, sent, received)
    users, guests = [_text(item.userId) for item in items], [_text(item.anonymousId) for item in items]
    texts = [one.properties.decode() for one in taken]
    made: dict[str, Any] = {
        "occurred": occurred,
        "sent": _moments(sent),
        "event": [event_name(item) for item in items],
        "customer_kind": ["customer" if user else "anonymous" for user in users],
        "customer": [user or guest for user, guest in zip(users, guests, strict=True)],
        "identifiers": [
            _others(one.item, user, guest, one.known) for one, user, guest in zip(taken, users, guests, strict=True)
        ],
        "case_id": [_text(_first(one.known.case_id, one.known.case, one.known.order_id)) for one in taken],
        "channel": [_channel(one.item, one.context, one.known) for one in taken],
        "owner": [_text(one.known.owner) for one in taken],
        "due": _moments(micros_of([one.known.due for one in taken])),
        "value": [_number(_first(one.known.revenue, one.known.total, one.known.value)) for one in taken],
        "text": [_text(one.known.text) for one in taken],
        "properties": [text if text[:1] == "{" else None for text in texts],
        "event_id": [_text(item.messageId) for item in items],
        "received": received,
    }
    said = [
        f"{item.type}\x1f{item.event}\x1f{item.name}\x1f{user}\x1f{guest}\x1f{item.previousId}\x1f{item.groupId}"
        f"\x1f{moment}\x1f{text}"
        for item, user, guest, moment, text in zip(items, users, guests, original, texts, strict=True)
    ]
    payloads = hash_strings(pa.array(said, pa.string())).view(np.int64)
    columns = [_column(values, EVENT_SCHEMA.field(name).type) for name, values in made.items()]
    places = np.array([(one.request.number, one.place) for one in taken], np.int64).reshape(-1, 2)
    return _Part(pa.record_batch(columns, list(made)), payloads, places, _links(items, users, guests, occurred))


def _column(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array):
        return values.cast(kind)
    return pa.array(values, pa.int64()).cast(kind) if isinstance(values, np.ndarray) else pa.array(values, kind)


def _moments(values: Ints) -> pa.Array:
    return pa.array(values, pa.int64(), mask=values == MISSING)


def _ids(events: pa.Table, places: Ints) -> Ints:
    """A number for each message: of its id, or of its place where it has none."""
    texts = events["event_id"].combine_chunks()
    ids = hash_strings(texts).view(np.int64).copy()
    nameless = texts.is_null().to_numpy(zero_copy_only=False)
    ids[nameless] = hash_numbers((places[nameless, 0] << 12) + places[nameless, 1]).view(np.int64)
    return ids


def _links(items: list[Item], users: list[str | None], guests: list[str | None], occurred: Ints) -> list[Link | None]:
    found: list[Link | None] = []
    for at, (item, user, guest) in enumerate(zip(items, users, guests, strict=True)):
        seen = _text(item.previousId) if item.type == "alias" else guest
        found.append(Link(seen, user, int(occurred[at])) if user and seen and seen != user else None)
    return found


def event_name(item: Item) -> str:
    """What a message is called as a step; who somebody is, is no step, and is named with a dollar.

    >>> event_name(Item(type="page", name="Cart")), event_name(Item(type="identify"))
    ('Viewed Cart Page', '$identify')
    """
    if item.type == "track":
        return str(item.event)
    if item.type in ("page", "screen"):
        kind = item.type.capitalize()
        return f"Viewed {item.name} {kind}" if item.name else f"Loaded a {kind}"
    return f"${item.type}"


def _traits(item: Item, context: Context | None) -> bytes:
    if item.type == "alias":
        return msgspec.json.encode({"previousId": item.previousId})
    own = item.context.traits if item.context is not None else msgspec.Raw()
    traits = bytes(item.traits) or bytes(own) or (bytes(item.properties) if item.distinct_id is not None else b"")
    if item.type == "group":
        return msgspec.json.encode({"groupId": item.groupId, "traits": msgspec.Raw(traits or b"null")})
    return traits


def _others(item: Item, user: str | None, guest: str | None, known: Known) -> str | None:
    """The identifiers besides the one the row is filed under, as a JSON object."""
    if not guest and item.type == "track":
        return None
    found: dict[str, str] = {}
    if user and guest:
        found["anonymous"] = guest
    if item.type == "alias" and item.previousId:
        found["anonymous"] = str(item.previousId)
    if item.type == "identify":
        reach = {"email": known.email, "phone": known.phone}
        found |= {kind: str(value) for kind, value in reach.items() if isinstance(value, str | int)}
    return msgspec.json.encode(found).decode() if found else None


def _channel(item: Item, context: Context | None, known: Known) -> str | None:
    own = item.context or context
    said = item.channel or (own.channel if own else None) or known.channel
    if isinstance(said, str) and said:
        return "app" if said == "mobile" else said
    return _usual_channel(item.type, own.library.name if own and own.library else None)


@lru_cache(1024)
def _usual_channel(kind: str | None, library: str | None) -> str | None:
    """The channel that a message comes by when it does not say."""
    if kind in ("page", "screen"):
        return "web" if kind == "page" else "app"
    name = (library or "").lower()
    if any(part in name for part in _PHONES):
        return "app"
    return "web" if any(part in name for part in _PAGES) and "node" not in name else None


def _first(one: Any, two: Any, three: Any) -> Any:
    """The first that says something."""
    if one is not None and one != "":
        return one
    if two is not None and two != "":
        return two
    return None if three == "" else three


def _text(value: Any) -> str | None:
    if type(value) is str:
        return value or None
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _number(value: Any) -> float | None:
    if value is None or isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if isfinite(found) else None
