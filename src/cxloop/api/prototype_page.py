"""The page on which customers see a prototype and answer, and the way their answers come in.

Who answers is what a sealed code says, never the browser: it is opened here, and the event is written here. A code can
do no more than add to one prototype in the name of one customer.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from math import ceil
from typing import Any, Final, NamedTuple

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from cxloop.api.bodies import Bodies, FindKey, Refused, busy, soon
from cxloop.api.capture import told
from cxloop.api.group_commit import Full, GroupCommit, Unwritten
from cxloop.api.handed_out import Answer, asked_of, page_of, send_answer
from cxloop.api.traffic import Traffic
from cxloop.app.books import PROTOTYPES, Kept
from cxloop.app.door import Seal
from cxloop.app.prototypes import PAGE, invited_by
from cxloop.change.errors import UnknownRecord
from cxloop.change.prototype import ANSWERED, SEEN, Invited, Prototype, said_of
from cxloop.listen.messages import MOST_BYTES, Refusal, read_item
from cxloop.ports.journal import Request
from cxloop.trust.keys import Key
from cxloop.trust.quota import Quotas
from cxloop.web import touchpoints

_EVENTS: Final = {"seen": SEEN, "answered": ANSWERED}
_MARK: Final = re.compile(r"[\w-]{8,64}", re.ASCII)
_JSON: Final = {"content-type": "application/json", "cache-control": "no-store"}


class Sent(msgspec.Struct):
    """What the page sends. visit: by which somebody without a code is told from others; id: of this message, the same
    where it is sent again."""

    event: str
    id: str
    visit: str
    answers: dict[str, Any] = msgspec.field(default_factory=dict)


class _Asked(NamedTuple):
    """A prototype that somebody asks for by a link. who: as the code says, None where it opens nothing."""

    key: Key
    id: str
    prototype: Prototype
    who: Invited | None


class PrototypePage:
    """ASGI middleware: answers the address of the page, passes everything else on.

    key_for: the key that opens for ingest, by its text. opened: a workspace by its name. quotas: how much each key lets
    in. seal: what opens codes.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        key_for: FindKey,
        journal: GroupCommit,
        traffic: Traffic,
        quotas: Quotas,
        opened: Callable[[str], Kept],
        seal: Seal,
    ) -> None:
        self.app, self.key_for, self.journal, self.traffic = app, key_for, journal, traffic
        self.bodies, self.quotas, self.seal = Bodies(), quotas, seal
        self._opened, self._workspaces = opened, dict[str, Kept]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PAGE or scope["method"] not in ("GET", "HEAD", "POST"):
            await self.app(scope, receive, send)
        elif scope["method"] == "POST":
            await send_answer(send, scope, *await self._post(scope, receive))
        else:
            await send_answer(send, scope, *await self._page(scope))

    async def _page(self, scope: Scope) -> Answer:
        asked, language = asked_of(scope)
        found = await self._asked(asked)
        if found is None:
            return page_of(404, touchpoints.sorry(language, "gone"), language)
        one = found.prototype
        if one.state == "closed":
            return page_of(410, touchpoints.sorry(language, "over"), language)
        if not one.admits(found.who):
            return page_of(403, touchpoints.sorry(language, "invited"), language)
        questions = msgspec.json.encode(one.asks(language)).decode()
        shown = {"title": one.title, "description": one.description, "address": one.address, "questions": questions}
        return page_of(200, touchpoints.prototype_page(language, asked, shown), language)

    async def _post(self, scope: Scope, receive: Receive) -> Answer:
        try:
            body = await self.bodies.read(receive, MOST_BYTES)
            await self._take(asked_of(scope)[0], body)
        except Refused as refused:
            self.traffic.away(refused.code)
            headers, said = told(refused)
            return refused.status, said, {name.decode(): value.decode() for name, value in headers}
        return 200, b'{"success":true}', _JSON

    async def _take(self, asked: dict[str, str], body: bytes) -> None:
        """Writes down what was sent. Raises Refused."""
        if self.bodies.crowded() or self.journal.crowded():
            raise busy()
        found = await self._asked(asked)
        if found is None or found.prototype.state == "closed":
            raise Refused(401, "bad_key", "the key or the prototype is unknown or has ended")
        if not found.prototype.admits(found.who):
            raise Refused(403, "not_invited", "only those who were invited may answer")
        wait = self.quotas.take(found.key, 1, time.monotonic())
        if wait > 0:
            raise Refused(429, "quota", "the key has let in as many messages as it may", ceil(wait) + soon() - 1)
        message = _message(found, body)
        item = read_item("track", msgspec.Raw(message))
        if isinstance(item, Refusal):
            raise Refused(400, item.reason, item.detail)
        whole = b'{"batch":[' + message + b"]}"
        try:
            await self.journal.add(Request(found.key.workspace, "batch", whole, time.time_ns() // 1000, found.key.id))
        except Full:
            raise busy() from None
        except Unwritten:
            raise Refused(503, "unwritten", "the journal cannot be written", soon()) from None
        self.traffic.came(found.key.workspace, [item])

    async def _asked(self, asked: dict[str, str]) -> _Asked | None:
        """The prototype that a link names, in the workspace of its key and in no other."""
        key = self.key_for(asked.get("key", ""))
        id = asked.get("prototype", "")
        if key is None or not (id.isascii() and id.isdigit() and len(id) < 10):
            return None
        try:
            found = await asyncio.to_thread(self._prototype, key.workspace, id)
        except UnknownRecord:
            return None
        return _Asked(key, id, found, invited_by(self.seal, key.workspace, id, asked.get("for", "")))

    def _prototype(self, workspace: str, id: str) -> Prototype:
        kept = self._workspaces.get(workspace)
        if kept is None:
            kept = self._workspaces[workspace] = self._opened(workspace)
        return PROTOTYPES.get(kept, id).value


def _message(found: _Asked, body: bytes) -> bytes:
    """The event that an answer, or a look at the page, becomes. Raises Refused."""
    try:
        sent = msgspec.json.decode(body, type=Sent)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "bad_json", str(error)[:200]) from None
    if sent.event not in _EVENTS or not _MARK.fullmatch(sent.id) or not _MARK.fullmatch(sent.visit):
        raise Refused(400, "field_unreadable", "event, id or visit is none")
    asks = found.prototype.asks()
    said = said_of(asks, sent.answers) if sent.event == "answered" else {}
    if sent.event == "answered" and not said:
        raise Refused(400, "field_unreadable", "no question is answered")
    texts = [str(said[one.key]) for one in asks if one.kind == "text" and one.key in said]
    properties = {"prototype": found.id, "idea": found.prototype.idea, **said}
    if texts:
        properties["text"] = "\n".join(texts)
    return msgspec.json.encode(
        {
            "type": "track",
            "event": _EVENTS[sent.event],
            "messageId": f"prototype-{found.id}-{sent.id}",
            **_ids(found, sent.visit),
            "properties": properties,
            "context": {"library": {"name": "cxloop touch.js"}},
        }
    )


def _ids(found: _Asked, visit: str) -> dict[str, str]:
    """Whose event it is: never two identifiers at once, since that would merge whom they belong to."""
    if found.who is None:
        return {"anonymousId": f"prototype-{found.id}-{visit}"}
    return {"anonymousId" if found.who.kind == "anonymous" else "userId": found.who.value}
