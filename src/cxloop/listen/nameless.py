"""Which column plays which part in a table whose columns have no names, told from what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen.looks import Look, digits, spread
from cxloop.listen.mapping import Mapping
from cxloop.listen.numbers import read_numbers
from cxloop.listen.times import read_times

_NEARLY_ALL: Final = 0.95
_MOST_EVENTS: Final = 60
_NEAR_THE_MOST: Final = 0.3
_LONGEST_KEY: Final = 80
_LONGEST_EVENT: Final = 40
_FEW_ROWS: Final = 20
_FIRST_DAY, _END_DAY = 19_000_101, 22_001_231
_FIRST_SECOND: Final = 5e8


def told_by_content(looks: Sequence[Look], rows: int, given: Mapping) -> Mapping:
    """The mapping `given`, with the parts it leaves open told from contents, as far as they tell.

    The time is what reads as a time, dates in digits (19970131) included; the customer a key that comes again, its rows
    standing together where the table is in another order than that of time; the event a column of few words that change
    from row to row of a customer; the value an amount with decimals; the text what is written in sentences.
    """
    mapping = given
    taken = set(mapping.named())

    def take(part: str, fitting: Sequence[Look]) -> None:
        nonlocal mapping
        if getattr(mapping, part) is None and fitting:
            mapping = Mapping.from_dict(mapping.to_dict() | {part: fitting[0].name})
            taken.add(fitting[0].name)

    def free() -> list[Look]:
        return [look for look in looks if look.name not in taken and look.filled]

    if not mapping.times and (moments := _moments(free())):
        mapping = replace(mapping, times=((moments[0].name, None),))
        taken.add(moments[0].name)
    named = mapping.event is not None or mapping.event_name is not None or mapping.wide
    if mapping.value is None:
        take("value", [look for look in free() if _is_amount(look)])
    if mapping.customer is None and not mapping.identifiers:
        moment = next((look for look in looks if mapping.times and look.name == mapping.times[0][0]), None)
        take("customer", _customers(free(), rows, moment))
        who = next((look for look in looks if look.name == mapping.customer), None)
        if who is not None and given.customer is None and _share(who, "@") >= _NEARLY_ALL:
            mapping = replace(mapping, customer_kind="e-mail")
    if not named:
        who = next((look for look in looks if look.name == mapping.customer), None)
        take("event", _events(free(), who))
    take("text", sorted((look for look in free() if _is_prose(look)), key=lambda look: -look.length))
    return mapping


def _moments(looks: Sequence[Look]) -> list[Look]:
    """What reads as a time, the surest first: written as one, then in digits."""
    written = [look for look in looks if digits(look) < 0.2 and look.readable() >= _NEARLY_ALL]
    figures = [look for look in looks if look not in written and _plausible(look) and look.readable() >= _NEARLY_ALL]
    return [*written, *figures]


def _plausible(look: Look) -> bool:
    numbers, read = read_numbers(look.texts)
    if read.sum() < _NEARLY_ALL * look.filled:
        return False
    low, high = float(numbers[read].min()), float(numbers[read].max())
    return (low >= _FIRST_DAY and high <= _END_DAY) or low >= _FIRST_SECOND


def _is_amount(look: Look) -> bool:
    # with decimals, but not more than money has
    if _share(look, r"^\s*[-+]?[^\w\s]?\d[\d,.']*\s*\D{0,3}$", regex=True) < 1.0:
        return False
    _, read = read_numbers(look.texts)
    cents = _share(look, r"[.,]\d{1,2}\D*$", regex=True)
    return bool(read.sum() == look.filled) and cents >= 0.5 and _share(look, r"[.,]\d{3,}\D*$", regex=True) < 0.5


def _customers(looks: Sequence[Look], rows: int, moment: Look | None) -> list[Look]:
    keys = [look for look in looks if _is_key(look, rows)]
    coming_again = [look for look in keys if look.distinct < look.filled]
    sure = [look for look in coming_again if _like_a_key(look) or look.distinct > _MOST_EVENTS]
    together = [look for look in sure if _runs(look) == look.distinct]
    if together and not (moment and _in_order(moment)):
        return [max(together, key=lambda look: look.distinct)]
    most = max((look.distinct for look in coming_again), default=0)
    often = [look for look in sure if look.distinct >= _NEAR_THE_MOST * most]
    return often or coming_again or keys


def _is_key(look: Look, rows: int) -> bool:
    if look.filled < _NEARLY_ALL * rows or (look.distinct < 2 and rows > 2) or look.length > _LONGEST_KEY:
        return False
    return _share(look, r"^\s*\S+\s*$", regex=True) >= _NEARLY_ALL and _share(look, r"^\d+[.,]\d+$", regex=True) < 0.05


def _like_a_key(look: Look) -> bool:
    return _share(look, r"[\d@]", regex=True) >= _NEARLY_ALL


def _in_order(moment: Look) -> bool:
    # in a table by time a month or a year stands together as well
    us, read = read_times(moment.texts)
    steps = np.diff(us[read])
    return bool(max((steps >= 0).mean(), (steps <= 0).mean()) >= _NEARLY_ALL) if len(steps) else False


def _runs(look: Look) -> int:
    codes = _codes(look)
    return int((codes[1:] != codes[:-1]).sum()) + 1 if len(codes) else 0


def _codes(look: Look) -> npt.NDArray[np.int64]:
    return np.asarray(look.texts.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False), np.int64)


def _events(looks: Sequence[Look], who: Look | None) -> list[Look]:
    fitting = [look for look in looks if is_like_events(look) and (who is None or changes(look, who))]
    return sorted(fitting, key=lambda look: -look.distinct)


def is_like_events(look: Look) -> bool:
    """Whether a column holds few words that come again and again, whatever it is called."""
    if look.numeric or look.json or not look.filled or not 2 <= look.distinct <= _MOST_EVENTS:
        return False
    if look.unique > (0.5 if look.filled > _FEW_ROWS else 0.8):  # in a few rows little can come again
        return False
    return look.length <= _LONGEST_EVENT and _share(look, r"\pL{2,}", regex=True) >= _NEARLY_ALL


def changes(look: Look, who: Look) -> bool:
    """Whether it is another one from row to row of the same customer: what stays the same is a trait of theirs."""
    found = spread(look, who)
    return 2 * found.several >= found.again


def _is_prose(look: Look) -> bool:
    return not look.numeric and look.length >= 12 and look.unique > 0.5 and _share(look, r"\S\s+\S", regex=True) >= 0.5


def _share(look: Look, what: str, regex: bool = False) -> float:
    match = pc.match_substring_regex if regex else pc.match_substring
    return float(pc.mean(match(look.texts, what).cast(pa.float64())).as_py() or 0.0)
