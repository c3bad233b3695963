"""Columns that say who somebody is besides the number of a customer: what kind they are, by their names and values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyarrow.compute as pc

from cxloop.listen import names
from cxloop.listen.identity import ANONYMOUS
from cxloop.listen.looks import Look, spread

MAIL, PHONE, DEVICE = "e-mail", "phone", "device"
_MOSTLY: Final = 0.8
_SHARED: Final = 0.1
_PHONE: Final = r"^\s*\+?[\d\s().\-]{7,20}\s*$"
_VISITOR: Final = frozenset("visitor visitors fullvisitor 방문자".split())
_NUMBER: Final = frozenset("number no num nr 번호".split())
_OWNERS: Final = frozenset(names.OWNER) | {"author", "updated_by", "changed_by", "작성자", "변경자", "수정자"}
_CALLED: Final = r"^\s*\p{L}[\p{L}.'’-]*[\s,]+\S|^\s*[\p{Hangul}\p{Han}]{2,15}\s*$"
"""Words parted by blanks, or a few syllables of a name in Hangul or Chinese characters."""


def kind_of(look: Look) -> str | None:
    """anonymous, device, e-mail or phone; None of a column that is none of these.

    A device needs a key in its name: `device` alone is as often the sort of device.
    """
    if not look.filled:
        return None
    found = set(look.words)
    if found & names.MAIL and found <= names.MAIL | names.CUSTOMER:
        return MAIL if _share(look, "@") >= _MOSTLY else None
    if _of_phone(look):
        return PHONE if _share(look, _PHONE) >= _MOSTLY else None
    if look.plain in names.ADVERTISING:
        return DEVICE
    bare = {word.removesuffix(key) if key else word for word in found for key in _key_of(word)}
    if not bare - names.KEYS or not bare - names.KEYS - {""} <= names.ANONYMOUS | names.DEVICE | names.CUSTOMER | {
        "ga"
    }:
        return None
    if bare == found and not found & names.KEYS:
        return None
    if bare & names.DEVICE:
        return DEVICE
    return ANONYMOUS if bare & (names.ANONYMOUS | _VISITOR) else None


def kind_of_customer(look: Look) -> str:
    """What sort of identifier it is where it alone says who: a visitor's number is a customer's then."""
    kind = kind_of(look)
    return "customer" if kind is None or set(look.words) & _VISITOR else kind


def others(looks: Sequence[Look]) -> tuple[tuple[str, str], ...]:
    """(kind, column) of those that stand beside a customer, the first of each kind."""
    found: dict[str, str] = {}
    for look in looks:
        kind = kind_of(look)
        if kind is not None:
            found.setdefault(kind, look.name)
    return tuple(found.items())


def works_here(look: Look, looks: Sequence[Look]) -> bool:
    """Whether who reports is mostly one of those who work on it: then it is no customer."""
    if not is_reporter(look):
        return False
    owners = [other.texts for other in looks if other is not look and other.plain in _OWNERS]
    own = pc.unique(look.texts).drop_null()
    inside = {value for texts in owners for value in pc.unique(texts).to_pylist()}
    return bool(2 * sum(value in inside for value in own.to_pylist()) > len(own))


def is_display_name(look: Look, looks: Sequence[Look]) -> bool:
    """Whether it holds what people are called while an e-mail address or a phone stands beside it: many share a name.

    That is told by how it is written, or by a name that goes with several addresses; a code is no name.
    """
    if kind_of(look) is not None or set(look.words) & names.KEYS or look.plain.endswith(names.KOREAN_KEYS):
        return False
    keys = [other for other in looks if kind_of(other) in (MAIL, PHONE) and other.filled >= _MOSTLY * look.filled]
    if not keys or _share(look, r"^\S*\d\S*$") > 1 - _MOSTLY:
        return False
    return _share(look, _CALLED) >= _MOSTLY or any(_is_shared(look, key) for key in keys)


def _is_shared(look: Look, key: Look) -> bool:
    found = spread(key, look)
    return found.keys > 0 and found.several >= _SHARED * found.keys


def is_reporter(look: Look) -> bool:
    """Whether its name says who brought a matter up, which is a customer or a colleague."""
    return bool(set(look.words) & names.REPORTER)


def _of_phone(look: Look) -> bool:
    found = set(look.words)
    if found & names.PHONE and found <= names.PHONE | names.CUSTOMER | _NUMBER:
        return True
    korean = (word for word in names.PHONE if word >= "가" and look.plain.endswith(word))
    return any(look.plain.removesuffix(word) in names.CUSTOMER | {""} for word in korean)


def _key_of(word: str) -> tuple[str, ...]:
    # `익명아이디`, `deviceid`: a noun and a key written as one
    keys = (*names.KOREAN_KEYS, *names.KEYS)
    nouns = names.ANONYMOUS | names.DEVICE
    return next(((key,) for key in keys if word.endswith(key) and word.removesuffix(key) in nouns), ("",))


def _share(look: Look, pattern: str) -> float:
    return float(pc.mean(pc.match_substring_regex(look.texts, pattern).cast("float64")).as_py() or 0.0)
