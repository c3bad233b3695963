"""Values as JSON Logic takes them, which is as JavaScript does: what is true, what is equal, what is a number."""

from __future__ import annotations

import math
from typing import Any


def truthy(value: Any) -> bool:
    """Whether a value counts as true: not null, false, 0, "", NaN nor an empty list.

    >>> [truthy(one) for one in ("0", {}, [], "", 0, None)]
    [True, True, False, False, False, False]
    """
    if isinstance(value, dict):
        return True
    return bool(value) and value == value


def number(value: Any) -> float:
    """A value as a number; NaN where it is none.

    >>> number(" 2.5 "), number(True), number(""), number("two")
    (2.5, 1.0, 0.0, nan)
    """
    if isinstance(value, int | float):
        return float(value)
    if value is None:
        return 0.0
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return 0.0
        try:
            return math.nan if "_" in text else float(text)
        except ValueError:
            return math.nan
    if isinstance(value, list):
        return number(text_of(value))
    return math.nan


def text_of(value: Any) -> str:
    """A value as text; lists joined by commas, null as nothing.

    >>> text_of(1.0), text_of(True), text_of(None), text_of(["a", 2])
    ('1', 'true', '', 'a,2')
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    if isinstance(value, list):
        return ",".join(map(text_of, value))
    return str(value)


def loosely_equal(one: Any, other: Any) -> bool:
    """`==` of JavaScript.

    >>> loosely_equal(1, "1"), loosely_equal(None, 0), loosely_equal(True, "1"), loosely_equal("a", "b")
    (True, False, True, False)
    """
    if type(one) is type(other):
        return bool(one == other) and not isinstance(one, list | dict)
    if one is None or other is None:
        return one is None and other is None
    if isinstance(one, dict) or isinstance(other, dict):
        return False
    if isinstance(one, list) and isinstance(other, list):
        return False
    if (isinstance(one, str) and isinstance(other, list)) or (isinstance(one, list) and isinstance(other, str)):
        return text_of(one) == text_of(other)
    return number(one) == number(other)


def strictly_equal(one: Any, other: Any) -> bool:
    """`===` of JavaScript.

    >>> strictly_equal(1, 1.0), strictly_equal(1, True), strictly_equal(1, "1")
    (True, False, False)
    """
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other
    return type(one) is type(other) and not isinstance(one, list | dict) and bool(one == other)


def less(one: Any, other: Any) -> bool:
    """`<` of JavaScript: texts by their letters, everything else as numbers.

    >>> less("10", "9"), less("10", 9), less("a", 1)
    (True, False, False)
    """
    if isinstance(one, str) and isinstance(other, str):
        return one < other
    return number(one) < number(other)


def at_most(one: Any, other: Any) -> bool:
    """`<=` of JavaScript."""
    if isinstance(one, str) and isinstance(other, str):
        return one <= other
    return number(one) <= number(other)
