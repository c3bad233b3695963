"""Text as both databases keep it alike: compared byte by byte, whatever signs are in it."""

from __future__ import annotations

import re
from typing import Any, Final

import sqlalchemy as sa

_UNWRITABLE: Final = re.compile("[\x00\x01]")
_WRITTEN: Final = re.compile("\x01([01])")


class _Escaped(sa.types.TypeDecorator[str]):
    """PostgreSQL's texts cannot hold NUL: it and the sign that stands for it are written as two signs."""

    impl = sa.Text
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(collation="C")

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else escaped(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else unescaped(value)


def escaped(text: str) -> str:
    r"""
    >>> escaped("a\x00b") == "a\x010b", unescaped(escaped("\x00\x01" + "0")) == "\x00\x01" + "0"
    (True, True)
    """
    return _UNWRITABLE.sub(lambda found: f"\x01{ord(found[0])}", text)


def unescaped(text: str) -> str:
    """What `escaped` was given."""
    return _WRITTEN.sub(lambda found: chr(int(found[1])), text)


def column_text() -> Any:
    """The type of a column of text."""
    return sa.Text().with_variant(_Escaped(), "postgresql")


def column_number() -> Any:
    """The type of a key that the database counts up: 64 bits; SQLite wants to hear another word for that."""
    return sa.BigInteger().with_variant(sa.Integer, "sqlite")
