"""Versions and their order (semver.org 2.0.0), as written by people: v1.2, 1, 1.0.0+build."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from cxloop.change.flags.values import text_of

Version = tuple[int, int, int, tuple[tuple[int, int, str], ...]]
_WRITTEN: Final = re.compile(r"[vV]?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?", re.ASCII)
_RELEASE: Final = ((2, 0, ""),)
"""After every pre-release of the same numbers."""


@lru_cache(maxsize=4096)
def version_of(written: str) -> Version | None:
    """A version as something that can be compared; None where it is none.

    >>> version_of("v1.2") < version_of("1.2.1-rc.2") < version_of("1.2.1-rc.10") < version_of("1.2.1+x")
    True
    >>> version_of("1.2.3.4") is None
    True
    """
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    major, minor, patch, early = found.groups()
    parts = _RELEASE if early is None else tuple(map(_part, early.split(".")))
    return int(major), int(minor or 0), int(patch or 0), parts


def _part(text: str) -> tuple[int, int, str]:
    return (0, int(text), "") if text.isdecimal() else (1, 0, text)


COMPARISONS: Final[dict[str, Callable[[Version, Version], bool]]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "^": lambda one, other: one[0] == other[0],
    "~": lambda one, other: one[:2] == other[:2],
}


def compared(one: Any, operator: str, other: Any) -> bool | None:
    """Whether one version stands so to another; None where one is no version, or there is no such operator.

    >>> compared("3.1.0", "^", "3"), compared(1.2, ">", "1.1"), compared("x", "=", "1"), compared("1", "==", "1")
    (True, True, None, None)
    """
    compare = COMPARISONS.get(operator)
    if compare is None or isinstance(one, bool) or isinstance(other, bool):
        return None
    left, right = version_of(one if type(one) is str else text_of(one)), version_of(text_of(other))
    return None if left is None or right is None else compare(left, right)
