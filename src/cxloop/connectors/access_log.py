"""Access logs of web servers (Apache, nginx), in the common and the combined format."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import unquote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.connectors.encoding import BLOCK_BYTES, broken_at
from cxloop.connectors.lines import LineByLine, refused_line
from cxloop.errors import FileEmpty
from cxloop.listen.mapping import Mapping
from cxloop.listen.raw import Lines, Refusal
from cxloop.ports.source import Layout

_QUOTED: Final = r'"(?P<{}>(?:[^"\\]|\\.)*)"'
_LINE: Final = (
    r"^(?:(?P<site>[A-Za-z0-9_][^\s\"\[\]]*) )?(?P<address>[A-Za-z0-9_:][^\s\"\[\]]*) "
    r"(?P<ident>\S+) (?P<user>[^\"\[\]]+) \[(?P<time>\d{1,2}/[A-Za-z]{3}/\d{4}:[^\]]+)\] "
    + _QUOTED.format("request")
    + r" (?P<status>\d{3}|-) (?P<bytes>\d{1,18}|-)(?: "
    + _QUOTED.format("referrer")
    + " "
    + _QUOTED.format("agent")
    + r")?(?: (?P<rest>.*?))?\s*$"
)
_REQUEST: Final = r"^(?P<method>[A-Z]{3,12}) (?P<path>[^ ?#]+)(?:\?(?P<query>[^ #]*))?(?:#\S*)?(?: HTTP/\S+)?$"
_STATIC: Final = re.compile(
    r"\.(?:css|js|mjs|map|png|jpe?g|gif|webp|avif|svg|ico|bmp|woff2?|ttf|otf|eot|mp4|webm|mp3)$", re.IGNORECASE
)
_ID: Final = re.compile(r"\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=.*\d)[0-9a-f]{12,}", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"\\x([0-9a-fA-F]{2})|\\(.)")
_LETTERS: Final = {"n": "\n", "r": "\r", "t": "\t"}
_TRIED: Final = 20
_OTHER_BYTES: Final = "bytes of another encoding"
_OTHER_FORM: Final = "it is no line of an access log"
_MAY_BE_BLANK: Final = ("user", "referrer", "agent", "status", "bytes", "site", "rest")
COLUMNS: Final = (
    "time", "visitor", "event", "channel", "http_status", "method", "path", "query", "bytes", "referrer", "user_agent",
    "address", "site", "request", "rest",
)  # fmt: skip


class AccessLog(LineByLine):
    """One request a line. See ports.source.Source.

    visitor: who is signed in by the server's own means, else the address, which several people may share and one person
    may change. event: method and path, with numbers and the like in it as `:id`; whatever makes up pages (style
    sheets, scripts, pictures, fonts) is a `static file`, and what is no request of HTTP an `unreadable request`. The
    path stands beside it in full, `-` is nothing. Lines of another form are refused.
    """

    format, called = "access-log", "access log"
    defaults = Mapping(
        customer="visitor", customer_kind="address", times=(("time", None),), event="event", channel="channel"
    )

    def __init__(self, path: str, encoding: str | None = None, block_bytes: int = BLOCK_BYTES) -> None:
        super().__init__(path, encoding, block_bytes)
        self.layout = Layout(encoding=self._encoding)

    def nothing(self) -> FileEmpty:
        return FileEmpty(path=self.path)

    def parted(self, texts: Sequence[bytes], line: int, broken: bool) -> tuple[pa.RecordBatch, Lines, list[Refusal]]:
        refused: list[Refusal] = []
        there = [(number, text) for number, text in enumerate(texts, line) if text.strip()]
        if broken:
            refused += [refused_line(*one, "encoding", _OTHER_BYTES) for one in there if broken_at(one[1])]
            there = [one for one in there if not broken_at(one[1])]
        lines = np.array([number for number, _ in there], np.int64)
        parts = pc.extract_regex(pa.array([text for _, text in there], pa.binary()).cast(pa.string()), _LINE)
        fits = parts.is_valid().to_numpy(zero_copy_only=False)
        refused += [refused_line(*there[at], "columns_wrong", _OTHER_FORM) for at in np.flatnonzero(~fits)]
        refused.sort(key=lambda one: one.line)
        return _table(parts.filter(parts.is_valid())), lines[fits], refused


def is_access_log(head: str) -> bool:
    """Whether most of the first lines are those of an access log."""
    lines = [line for line in head.splitlines()[:_TRIED] if line.strip()]
    fitting = pc.match_substring_regex(pa.array(lines, pa.string()), _LINE)
    return bool(lines) and 2 * (pc.sum(fitting).as_py() or 0) > len(lines)


def _table(parts: pa.StructArray) -> pa.RecordBatch:
    given = {name: _given(parts.field(name)) for name in _MAY_BE_BLANK}
    request = _each(parts.field("request"), _unescaped)
    asked = pc.extract_regex(request, _REQUEST)
    path = pc.struct_field(asked, "path")
    step = _each(path, step_of)
    step = pc.if_else(
        pc.equal(step, STATIC), STATIC, pc.binary_join_element_wise(pc.struct_field(asked, "method"), step, " ")
    )
    address = parts.field("address")
    columns = {
        "time": parts.field("time"),
        "visitor": pc.coalesce(given["user"], address),
        "event": pc.coalesce(step, pa.scalar("unreadable request")),
        "channel": pa.repeat(pa.scalar("web"), len(parts)),
        "http_status": given["status"].cast(pa.int64()),
        "method": pc.struct_field(asked, "method"),
        "path": _each(path, unquote),
        "query": _given(pc.struct_field(asked, "query")),
        "bytes": given["bytes"].cast(pa.int64()),
        "referrer": _each(given["referrer"], _unescaped),
        "user_agent": _each(given["agent"], _unescaped),
        "address": pc.if_else(given["user"].is_valid(), address, None),
        "site": given["site"],
        "request": pc.if_else(asked.is_valid(), None, request),
        "rest": given["rest"],
    }
    return pa.RecordBatch.from_arrays([columns[name] for name in COLUMNS], names=list(COLUMNS))


def _given(texts: pa.StringArray) -> pa.StringArray:
    blank = pc.or_(pc.equal(texts, "-"), pc.equal(pc.utf8_trim_whitespace(texts), ""))
    return pc.if_else(blank, None, texts)


def _each(texts: pa.StringArray, change: Callable[[str], str]) -> pa.StringArray:
    """Each text changed; those that occur often but once."""
    coded = texts.dictionary_encode()
    return pa.array([change(text) for text in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


STATIC: Final = "static file"


def step_of(path: str) -> str:
    """What a path is a step of: its numbers and long codes as `:id`, and one name for all that makes up pages.

    >>> [step_of(one) for one in ("/orders/1042/pay", "/a/%EC%83%81%ED%92%88", "/static/app.3f2a.js")]
    ['/orders/:id/pay', '/a/상품', 'static file']
    """
    plain = unquote(path)
    if _STATIC.search(plain):
        return STATIC
    return "/".join(":id" if _ID.fullmatch(part) else part for part in plain.split("/"))


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    plain = _ESCAPED.sub(lambda met: chr(int(met[1], 16)) if met[1] else _LETTERS.get(met[2], met[2]), text)
    try:  # bytes above 127 are written one by one
        return plain.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return plain
