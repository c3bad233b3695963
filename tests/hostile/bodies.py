"""Hostile requests to capture, generated: what each says is known, whatever becomes of it."""

from __future__ import annotations

import gzip
import json
import sys
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st

NFC: Final = "한글 고객"
NFD: Final = unicodedata.normalize("NFD", NFC)
ID: Final = "@id@"
"""Stands in a body where the sender puts the id of each message."""
PATHS: Final = ("track", "identify", "page", "screen", "group", "alias")
_LIMIT: Final = sys.getrecursionlimit()


NUMBERS: Final = (
    "0",
    "-0",
    "1",
    "-1",
    "9007199254740993",
    "18446744073709551616",
    "-9223372036854775809",
    "1e400",
    "-1e400",
    "1E-400",
    "1.7976931348623157e308",
    "0.1",
    "1" * 300,
    "1" * 4_299,
    "1" * 4_301,
    "1" * 20_000,
    "0." + "1" * 5_000,
    "1e999999999",
)
ODD_TEXTS: Final = (
    r'"\u0000"',
    r'"a\u0000b"',
    r'"\u001b[31m"',
    r'"\ud83d\ude00"',
    r'"\uD55c\uae00"',
    r'"\u1112\u1161\u11ab"',
    r'"\/\b\f\n\r\t\""',
)
FIELDS: Final = ("revenue", "value", "case", "owner", "due", "text", "channel", "email", "phone")
"""Properties that fill columns of their own."""


@dataclass(frozen=True)
class Message:
    """A message as its members: name and JSON text, in the order they are written, the same name twice at times."""

    members: tuple[tuple[str, str], ...]

    def written(self) -> str:
        inside = ",".join(f"{json.dumps(name)}:{text}" for name, text in (("messageId", f'"{ID}"'), *self.members))
        return f"{{{inside}}}"

    def last(self, name: str) -> str | None:
        """The JSON text of a member as it holds: of the same name twice, the last one."""
        return next((text for own, text in reversed(self.members) if own == name), None)


@dataclass(frozen=True)
class Sending:
    """One request. body: with ID for each message's id; made: what is done to its bytes before they are sent."""

    path: str
    messages: tuple[Message, ...]
    body: str
    made: str
    cut: int
    content_type: str | None
    encoding: str | None

    def packed(self, ids: list[str]) -> bytes:
        text = self.body
        for one in ids:
            text = text.replace(ID, one, 1)
        return made(text, self.made, self.cut)


def made(text: str, how: str, cut: int) -> bytes:
    """A body's bytes, spoilt in one of many ways."""
    plain = text.encode("utf-8", "surrogatepass")
    packed = gzip.compress(plain, 1) if how.startswith("gzip") else b""
    at = cut % max(1, len(packed))
    every = {
        "plain": plain,
        "bom": b"\xef\xbb\xbf" + plain,
        "cp949": text.encode("cp949", "replace"),
        "utf-16": text.encode("utf-16", "surrogatepass"),
        "latin": plain + b"\xff",
        "cut": plain[: cut % max(1, len(plain))],
        "twice": plain + plain,
        "blanks": b" \n\t\r" * (cut % 9_000) + plain + b"\n" * (cut % 7),
        "full": plain + b" " * max(0, 500 * 1024 - len(plain) + cut % 3 - 1),
        "gzip": packed,
        "gzip damaged": packed[:at] + bytes([packed[at] ^ 1 << cut % 8]) + packed[at + 1 :] if packed else b"",
        "gzip cut": packed[:at],
        "gzip twice": gzip.compress(packed, 1),
        "gzip bomb": gzip.compress(plain + b" " * ((4 << 20) - len(plain) + cut % 3 - 1), 9),
        "gzip big bomb": _BOMB,
        "gzip head": b"\x1f\x8b" + plain,
    }
    return every[how] if how != "gzip bomb" or len(plain) < 4 << 20 else packed


_BOMB: Final = gzip.compress(b'{"batch":[' + b" " * (60 << 20), 9)
HOW: Final = (
    "bom",
    "cp949",
    "utf-16",
    "latin",
    "cut",
    "twice",
    "blanks",
    "full",
    "gzip",
    "gzip damaged",
    "gzip cut",
    "gzip twice",
    "gzip bomb",
    "gzip big bomb",
    "gzip head",
)


def nested(depth: int, *, lists: bool = False, core: str = "1") -> str:
    """An object or a list in itself, so many times."""
    return ("[" * depth + core + "]" * depth) if lists else ('{"a":' * depth + core + "}" * depth)


_plain_texts = st.one_of(
    st.sampled_from(
        [NFC, NFD, "주문", unicodedata.normalize("NFD", "주문 완료"), "", "\ufeff주문", "a\u2028b", "👩‍👩‍👧", "\x7f"]
    ),
    st.text(max_size=40),
    st.sampled_from([254, 255, 256]).map(lambda count: "각" * count),
)
_broken_texts = st.sampled_from(
    [
        r'"\ud800"',
        r'"\udc00\ud800"',
        r'"\ud83d"',
        '"a\tb"',
        '"a\x00b"',
        r'"\x41"',
        r'"\u12"',
        '"\ud800"',
        "'single'",
        '"unended',
    ]
)


def _mostly(fine: st.SearchStrategy[str], broken: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What can be read, but for one in thirty: a request is whole only if all its parts are."""
    return st.integers(0, 29).flatmap(lambda lot: broken if lot == 7 else fine)


_whole_texts = st.one_of(
    _plain_texts.map(json.dumps),
    _plain_texts.map(lambda text: json.dumps(text, ensure_ascii=False)),
    st.sampled_from(ODD_TEXTS),
)
texts = _mostly(_whole_texts, _broken_texts)
_broken_numbers = st.sampled_from(
    ["NaN", "Infinity", "-Infinity", "01", "1.", ".5", "0x10", "+1", "1e", "nul", "undefined"]
)
numbers = _mostly(st.sampled_from(NUMBERS), _broken_numbers)
depths = st.one_of(
    st.integers(1, 40),
    st.integers(50, 66),
    st.integers(_LIMIT - 150, _LIMIT + 20),
    st.sampled_from([200, 2_000, 15_000]),
)
_small = st.recursive(
    st.one_of(texts, numbers, st.sampled_from(["null", "true", "false"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda all: f"[{','.join(all)}]"),
        st.lists(st.tuples(texts, inner), max_size=4).map(
            lambda all: "{" + ",".join(f"{name}:{value}" for name, value in all) + "}"
        ),
    ),
    max_leaves=6,
)
_deep = st.builds(
    nested, depths, lists=st.booleans(), core=_mostly(st.sampled_from(["1", '"한글"', "{}"]), st.just("{"))
)
values = st.one_of(_small, _small, _small, _deep)
_wide = st.sampled_from([32 * 1024 - 400, 32 * 1024 - 100, 32 * 1024, 32 * 1024 + 1]).map(
    lambda size: json.dumps({"큰": "x" * (size - 30)}, ensure_ascii=False)
)
_fields = st.lists(st.tuples(st.one_of(_plain_texts.map(json.dumps), texts), _small), max_size=4).map(
    lambda all: "{" + ", ".join(f"{name} : {value}" for name, value in all) + "}"
)
_known_fields = st.lists(
    st.tuples(st.sampled_from(FIELDS), values),
    min_size=1,
    max_size=3,
).map(lambda all: "{" + ",".join(f'"{name}":{value}' for name, value in all) + "}")
objects = st.one_of(
    _fields, _fields, _fields, _known_fields, _known_fields, _deep.map(lambda text: f'{{"deep":{text}}}'), _wide, values
)
_times = st.one_of(
    st.sampled_from(
        ['"2026-01-05T10:00:00+09:00"', '"0000-00-00"', '"9999-12-31T23:59:59.999999999Z"', '"-1"', "1e15"]
    ),
    values,
)


@st.composite
def messages(draw: Any) -> Message:
    """A message that is mostly whole, and says something hostile somewhere."""
    kind = draw(st.sampled_from(["track", "track", "track", *PATHS, "capture", "what", ""]))
    members = [("type", json.dumps(kind))] if kind else []
    members.append(("event", draw(texts)))
    members.append((draw(st.sampled_from(["userId", "userId", "anonymousId", "distinct_id"])), draw(texts)))
    name = "traits" if kind in ("identify", "group") else "properties"
    members.append((name, draw(objects)))
    wild = st.sampled_from(
        [
            "context",
            "context",
            "timestamp",
            "originalTimestamp",
            "sentAt",
            "name",
            "userId",
            "event",
            "properties",
            "traits",
            "type",
            "anonymousId",
            "previousId",
            "groupId",
            "channel",
            "$set",
        ]
    )
    for other in draw(st.lists(wild, max_size=2)):
        kinds = (
            _times if other.endswith(("tamp", "At")) else texts if other.endswith("Id") else st.one_of(values, objects)
        )
        members.append((other, draw(kinds)))
    return Message(tuple(members))


@st.composite
def sendings(draw: Any) -> Sending:
    """A request: one message or a batch of some, as it is or with its bytes spoilt."""
    single = draw(st.sampled_from([None, None, *PATHS]))
    many = 1 if single else draw(st.integers(1, 4))
    found = tuple(draw(messages()) for _ in range(many))
    if single:
        body = found[0].written()
    else:
        items = [one.written() for one in found]
        extra = draw(
            st.sampled_from(["", "", '"sentAt":"2026-01-05T10:00:00Z",', '"batch":[],', '"context":{},', '"x":1e400,'])
        )
        odd = draw(st.sampled_from(["", "", "", ",1", ",null", ",[]", ',"text"', ",{}"]))
        body = f'{{{extra}"batch":[{",".join(items)}{odd}]}}'
        body = draw(st.sampled_from([body] * 9 + [f"[{','.join(items)}]", f"[{body}]"]))
    return Sending(
        f"/v1/{single}" if single else draw(st.sampled_from(["/v1/batch", "/v1/b", "/batch", "/batch/"])),
        found,
        body,
        draw(st.sampled_from(("plain",) * 25 + ("gzip",) * 4 + HOW)),
        draw(st.integers(0, 1 << 20)),
        draw(
            st.sampled_from(
                [
                    "application/json",
                    "text/plain",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data",
                    "application/json; charset=euc-kr",
                    "\xff",
                    None,
                ]
            )
        ),
        draw(st.sampled_from([None, None, "gzip", "br", "identity", "gzip, gzip", "deflate"])),
    )
