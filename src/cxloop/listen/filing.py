"""Journal entries sorted out into events and refusals: pure, and the same each time for the same entries.

Three clocks are kept: the device's when it happened, the device's when it sent, ours when it was received. Where the
device's clock is off by more than a minute when it sent, what happened is moved by that much, in whole minutes: a slow
network is not taken for a wrong clock, and the order in which one device sent stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxloop.listen.hashing import hash_numbers, hash_strings
from cxloop.listen.identity import Link
from cxloop.listen.messages import Context, Item, Refusal, read_batch, read_item
from cxloop.model.event import EVENT_SCHEMA, FILED

Ints = npt.NDArray[np.int64]

_MINUTE_US: Final = 60_000_000
_EARLIEST_US: Final = int(datetime(1900, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
_LATEST_US: Final = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
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


class Sorted(NamedTuple):
    """events: rows of EVENT_SCHEMA, in the order they came in. ids, payloads: int64 a row, hashes of the message's id
    and of what it says. messages: (request, place, raw, path) of each row. links: who was seen with whom."""

    events: pa.RecordBatch
    ids: Ints
    payloads: Ints
    messages: list[tuple[int, int, bytes, str]]
    refused: list[Refused]
    links: list[Link]


class Known(msgspec.Struct):
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


_known: Final = msgspec.json.Decoder(Known)
_NOTHING: Final = Known()


def sort_out(requests: Iterable[Received], batch: int) -> Sorted:
    """The messages of some requests as events of a filing batch.

    >>> body = b'{"batch": [{"type": "track", "event": "order", "userId": "u1", "messageId": "m1"}, {"type": "x"}]}'
    >>> found = sort_out([Received(1, "batch", body, 1_800_000_000_000_000)], 1)
    >>> found.events.column("event").to_pylist(), [one.reason for one in found.refused]
    (['order'], ['type_unknown'])
    """
    rows = _Rows(batch)
    refused: list[Refused] = []
    for request in requests:
        for place, raw, item, sent, context in _messages(request):
            found = item if isinstance(item, Refusal) else rows.add(request, place, raw, item, sent, context)
            if found is not None:
                refused.append(
                    Refused(request.number, place, found.reason, found.detail, found.message_id, request.received_us,
                            bytes(raw), request.path)
                )  # fmt: skip
    return rows.sorted(refused)


def _messages(
    request: Received,
) -> Iterator[tuple[int, msgspec.Raw, Item | Refusal, str | None, Context | None]]:
    try:
        found = read_batch(request.path, request.body)
    except ValueError as error:  # the door lets none in that cannot be read; one that is damaged later is kept
        yield 0, msgspec.Raw(request.body), Refusal("request_unreadable", str(error)), None, None
        return
    for place, raw in enumerate(found.items):
        yield place, raw, read_item(request.path, raw), found.sent, found.context


class _Rows:
    """Columns of events in the making."""

    def __init__(self, batch: int) -> None:
        self.batch = batch
        self.columns: dict[str, list[Any]] = {name: [] for name in EVENT_SCHEMA.names if name not in _MADE}
        self.said: list[str] = []
        self.messages: list[tuple[int, int, bytes, str]] = []
        self.links: list[Link] = []

    def add(
        self, request: Received, place: int, raw: msgspec.Raw, item: Item, sent: str | None, context: Context | None
    ) -> Refusal | None:
        """One message more; why not, where it cannot be."""
        original_text = item.originalTimestamp or item.timestamp
        original, sent_us = micros(original_text), micros(item.sentAt or sent)
        if original_text is not None and original is None:
            return Refusal("time_unreadable", f"{str(original_text)[:60]} is no time", _known_id(item))
        known = _NOTHING
        properties = bytes(item.properties) if item.type in ("track", "page", "screen") else _traits(item, context)
        if properties[:1] == b"{":
            known = _known.decode(properties)
        user, anonymous = _text(item.userId), _text(item.anonymousId)
        occurred = happened(original, sent_us, request.received_us)
        self._row(
            occurred=occurred, sent=sent_us, event=event_name(item),
            customer_kind="customer" if user else "anonymous", customer=user or anonymous,
            identifiers=_others(item, user, anonymous, properties),
            case_id=_text(_first(known.case_id, known.case, known.order_id)),
            channel=_channel(item, context, known), owner=_text(known.owner), due=micros(known.due),
            value=_number(_first(known.revenue, known.total, known.value)), text=_text(known.text),
            properties=properties.decode() if properties[:1] == b"{" else None, event_id=_text(item.messageId),
            received=request.received_us,
        )  # fmt: skip
        self.said.append(f"{item.type}\x1f{item.event}\x1f{item.name}\x1f{user}\x1f{anonymous}\x1f{item.previousId}"
                         f"\x1f{item.groupId}\x1f{original_text}\x1f{properties.decode()}")  # fmt: skip
        self.messages.append((request.number, place, bytes(raw), request.path))
        seen = _text(item.previousId) if item.type == "alias" else anonymous
        if user and seen and seen != user:
            self.links.append(Link(seen, user, occurred))
        return None

    def _row(self, **row: Any) -> None:
        for name, value in row.items():
            self.columns[name].append(value)

    def sorted(self, refused: list[Refused]) -> Sorted:
        count = len(self.said)
        made = {name: pa.array(values, EVENT_SCHEMA.field(name).type) for name, values in self.columns.items()}
        payloads = hash_strings(pa.array(self.said, pa.string())).view(np.int64)
        made["sequence"] = pa.array(np.arange(count))
        made["batch"] = pa.array(np.full(count, FILED + self.batch))
        made["fingerprint"] = pa.array(payloads)
        events = pa.record_batch([made[name] for name in EVENT_SCHEMA.names], schema=EVENT_SCHEMA)
        ids = hash_strings(made["event_id"]).view(np.int64).copy()
        nameless = made["event_id"].is_null().to_numpy(zero_copy_only=False)
        if nameless.any():
            places = np.array([(one[0] << 12) + one[1] for one in self.messages], np.int64)
            ids[nameless] = hash_numbers(places).view(np.int64)[nameless]
        return Sorted(events, ids, payloads, self.messages, refused, self.links)


_MADE: Final = ("sequence", "batch", "fingerprint")


def happened(original: int | None, sent: int | None, received: int) -> int:
    """When something happened by our clock, µs: the device's time, moved by how far its clock was off when it sent.

    >>> happened(1_000_000, 3_000_000, 9_000_000)  # eight seconds of network: the clock is right
    1000000
    >>> happened(0, 0, 600_000_000)  # ten minutes slow
    600000000
    """
    if original is None:
        return received
    off = received - sent if sent is not None else 0
    moved = original + (round(off / _MINUTE_US) * _MINUTE_US if abs(off) >= _MINUTE_US else 0)
    return min(moved, received)


def micros(value: Any) -> int | None:
    """A time as clients write it (ISO 8601, or milliseconds since 1970) in µs since 1970 UTC; None where it is none.

    >>> micros("1970-01-01T00:00:01Z"), micros(1000), micros("soon")
    (1000000, 1000000, None)
    """
    if value is None or isinstance(value, bool):
        return None
    try:
        if isinstance(value, int | float):
            found = round(value * 1000)
        else:
            moment = datetime.fromisoformat(value)
            found = round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1e6)
    except (ValueError, OverflowError, TypeError):
        return None
    return found if _EARLIEST_US <= found < _LATEST_US else None


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


def _known_id(item: Item) -> str | None:
    return _text(item.messageId)


def _traits(item: Item, context: Context | None) -> bytes:
    if item.type == "alias":
        return msgspec.json.encode({"previousId": item.previousId})
    own = item.context.traits if item.context is not None else msgspec.Raw()
    traits = bytes(item.traits) or bytes(own) or (bytes(item.properties) if item.distinct_id is not None else b"")
    if item.type == "group":
        return msgspec.json.encode({"groupId": item.groupId, "traits": msgspec.Raw(traits or b"null")})
    return traits


def _others(item: Item, user: str | None, anonymous: str | None, properties: bytes) -> str | None:
    """The identifiers besides the one the row is filed under, as a JSON object."""
    found: dict[str, str] = {}
    if user and anonymous:
        found["anonymous"] = anonymous
    if item.type == "alias" and item.previousId:
        found["anonymous"] = str(item.previousId)
    if item.type == "identify" and properties[:1] == b"{":
        traits = msgspec.json.decode(properties)
        found |= {kind: str(traits[kind]) for kind in ("email", "phone") if isinstance(traits.get(kind), str | int)}
    return msgspec.json.encode(found).decode() if found else None


def _channel(item: Item, context: Context | None, known: Known) -> str | None:
    own = item.context or context
    said = item.channel or (own.channel if own else None) or known.channel
    if isinstance(said, str) and said:
        return "app" if said == "mobile" else said
    if item.type in ("page", "screen"):
        return "web" if item.type == "page" else "app"
    library = (own.library.name if own and own.library else None) or ""
    if any(part in library.lower() for part in _PHONES):
        return "app"
    return "web" if any(part in library.lower() for part in _PAGES) and "node" not in library else None


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not None and value != ""), None)


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int | float) and value != "" and not isinstance(value, bool) else None


def _number(value: Any) -> float | None:
    try:
        found = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else np.nan
    except (ValueError, OverflowError):
        return None
    return found if np.isfinite(found) else None
