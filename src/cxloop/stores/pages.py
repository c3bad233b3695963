"""Rows of a SQLite database, read page by page where SQLite itself gives up.

What the trees lead to is read first; then every page that looks like rows and that no tree led to. A row that cannot be
read costs that row, a page that cannot be read costs that page. No page is looked at twice, so that nothing here can go
round in circles. The format is that of the public description: sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

Row = tuple[int, list[Any]]
_INNER_TABLE, _LEAF_TABLE, _INNER_INDEX, _LEAF_INDEX = 5, 13, 2, 10
_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_DEFAULT_SIZE: Final = 4096


class Unreadable(ValueError):
    """What is no row."""


_NO_ROW: Final = (Unreadable, struct.error, IndexError, OverflowError)


@dataclass
class Found:
    """Rows under one root. lost: rows and pages known to be there that could not be read."""

    rows: list[Row] = field(default_factory=list)
    lost: int = 0


class Pages:
    """The pages of a database file. newer: images of pages that go before what the file has."""

    def __init__(self, path: Path, newer: dict[int, bytes]) -> None:
        self.content, self.newer = _mapped(path), newer
        self.size = page_size(self.content, next(iter(newer.values()), b""))
        head = self.page(1)
        self.usable = self.size - (head[20] if len(head) > 20 and head[20] < 64 and self.size > 512 else 0)
        self.count = max(-(-len(self.content) // self.size), max(newer, default=0))
        self.seen: set[int] = set()

    def page(self, number: int) -> bytes:
        """A page's content; nothing where there is no such page."""
        return self.newer.get(number) or self.content[(number - 1) * self.size : number * self.size]

    def tree(self, root: int) -> Found:
        """The rows of a table, by the number of its first page."""
        found, waiting = Found(), [root]
        while waiting:
            number = waiting.pop()
            if number in self.seen or not 0 < number <= self.count:
                found.lost += 1
                continue
            self.seen.add(number)
            page, start = self.page(number), 100 if number == 1 else 0
            if page[start : start + 1] == bytes([_INNER_TABLE]):
                waiting += reversed(list(self._children(page, start)))
            else:
                self._leaf(page, start, found)
        return found

    def entries(self, root: int) -> int:
        """How many entries an index has, as far as its pages can be read."""
        count, waiting, seen = 0, [root], set[int]()
        while waiting:
            number = waiting.pop()
            page = self.page(number) if 0 < number <= self.count and number not in seen else b""
            seen.add(number)
            self.seen.add(number)
            if len(page) > 8 and page[0] in (_INNER_INDEX, _LEAF_INDEX):
                count += len(self._pointers(page, 0, page[0] == _INNER_INDEX))
                waiting += list(self._children(page, 0)) if page[0] == _INNER_INDEX else []
        return count

    def strays(self) -> Iterator[Found]:
        """Pages of rows that no tree has led to."""
        for number in range(2, self.count + 1):
            page = self.page(number)
            if number not in self.seen and page[:1] == bytes([_LEAF_TABLE]):
                found = Found()
                self._leaf(page, 0, found)
                if found.rows:
                    self.seen.add(number)
                    yield found

    def _children(self, page: bytes, start: int) -> Iterator[int]:
        for pointer in self._pointers(page, start, True):
            if pointer + 4 <= len(page):
                yield int(struct.unpack_from(">I", page, pointer)[0])
        yield int(struct.unpack_from(">I", page, start + 8)[0])

    def _pointers(self, page: bytes, start: int, inner: bool) -> list[int]:
        """Where cells begin, as the page's head counts them."""
        if len(page) < start + 12:
            return []
        first, count = start + (12 if inner else 8), int(struct.unpack_from(">H", page, start + 3)[0])
        most = (len(page) - first) // 2
        return [int(struct.unpack_from(">H", page, first + 2 * place)[0]) for place in range(min(count, most))]

    def _leaf(self, page: bytes, start: int, found: Found) -> None:
        """Its rows; pointers behind those that are counted, as a damaged count leaves them, are tried as well."""
        told = self._pointers(page, start, False)
        if not told and page[start : start + 1] != bytes([_LEAF_TABLE]):
            found.lost += 1
            return
        taken: list[tuple[int, int]] = []
        for pointer in told:
            if not self._take(page, pointer, found, taken):
                found.lost += 1
        place = start + 8 + 2 * len(told)
        while place + 2 <= len(page) and (pointer := int(struct.unpack_from(">H", page, place)[0])) > place:
            free = not any(begin <= pointer < end for begin, end in taken)
            if not (free and self._take(page, pointer, found, taken)):
                return
            place += 2

    def _take(self, page: bytes, pointer: int, found: Found, taken: list[tuple[int, int]]) -> bool:
        try:
            row, end = self._cell(page, pointer)
        except _NO_ROW:
            return False
        taken.append((pointer, end))
        found.rows.append(row)
        return True

    def _cell(self, page: bytes, pointer: int) -> tuple[Row, int]:
        length, place = varint(page, pointer)
        number, place = varint(page, place)
        number -= (number >> 63) << 64
        if not 0 < length <= len(self.content) + sum(map(len, self.newer.values())):
            raise Unreadable("its length")
        payload, end = self._payload(page, place, length)
        return (number, values(payload)), end

    def _payload(self, page: bytes, place: int, length: int) -> tuple[bytes, int]:
        """A row's content, and where it ends on its own page."""
        most = self.usable - 35
        if length <= most:
            payload, end = page[place : place + length], place + length
        else:
            least = (self.usable - 12) * 32 // 255 - 23
            here = least + (length - least) % (self.usable - 4)
            here = here if here <= most else least
            payload, end = page[place : place + here], place + here + 4
            payload += self._overflow(page, place + here, length - here)
        if len(payload) != length:
            raise Unreadable("it ends early")
        return payload, end

    def _overflow(self, page: bytes, place: int, length: int) -> bytes:
        parts, used = [], set[int]()
        while length > 0:
            number = int(struct.unpack_from(">I", page, place)[0])
            page, place = self.page(number), 0
            if number in used or len(page) < 4 or number < 2:
                raise Unreadable("a page of it is not there")
            used.add(number)
            parts.append(page[4 : 4 + min(length, self.usable - 4)])
            length -= len(parts[-1])
        self.seen |= used
        return b"".join(parts)


def _mapped(path: Path) -> bytes | mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""


def page_size(content: bytes | mmap.mmap, newer: bytes = b"") -> int:
    """The size of a database's pages: as its head says, else as its log's pages are, else the usual one."""
    told = int.from_bytes(content[16:18], "big")
    told = 65536 if told == 1 else told
    if content[:16] == b"SQLite format 3\0" and told >= 512 and not told & (told - 1):
        return told
    return len(newer) or _DEFAULT_SIZE


def varint(content: bytes, place: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where the next thing begins."""
    number = 0
    for step in range(8):
        byte = content[place + step]
        number = number << 7 | byte & 127
        if byte < 128:
            return number, place + step + 1
    return number << 8 | content[place + 8], place + 9


def values(record: bytes) -> list[Any]:
    """The columns of a row; signs that cannot be read are replaced. Raises Unreadable where it is none.

    >>> values(bytes([4, 1, 15, 0, 7]) + b"a")
    [7, 'a', None]
    """
    end, place = varint(record, 0)
    kinds = []
    while place < end:
        kind, place = varint(record, place)
        kinds.append(kind)
    if place != end:
        raise Unreadable("its head")
    found = []
    for kind in kinds:
        value, place = _value(record, place, kind)
        found.append(value)
    if place != len(record):
        raise Unreadable("its length")
    return found


def _value(record: bytes, place: int, kind: int) -> tuple[Any, int]:
    if kind in (0, 8, 9):
        return (None, 0, 1)[max(0, kind - 7)], place
    if kind == 7:
        return struct.unpack_from(">d", record, place)[0], place + 8
    if kind in (10, 11):
        raise Unreadable("a kind of value that there is not")
    length = _INTEGERS.get(kind) or (kind - 12) // 2
    part = record[place : place + length]
    if len(part) != length:
        raise Unreadable("it ends early")
    if kind < 7:
        return int.from_bytes(part, "big", signed=True), place + length
    return (part.decode("utf-8", "replace") if kind % 2 else part), place + length
