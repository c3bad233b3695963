"""Rules compiled to masks over journeys, before a kernel sees them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cxloop.model.rule import FIELDS, All, Any, Compare, In, Literal, Missing, Not, Rule, fields, holds
from cxloop.questions.journeys import MISSING_TIME, Codes, Journeys

Mask = npt.NDArray[np.bool_]


def column_of(field: str) -> str:
    """The column that holds a field of a rule: a built-in one, else a property.

    >>> column_of("channel"), column_of("results")
    ('channel', 'property:results')
    """
    return field if field in FIELDS else f"property:{field}"


def columns_of(rules: Sequence[Rule]) -> frozenset[str]:
    """The columns that rules read."""
    return frozenset(column_of(field) for rule in rules for field in fields(rule))


def mask_of(rule: Rule, journeys: Journeys) -> Mask:
    """Where a rule holds: one bool a row."""
    match rule:
        case Not(inner):
            return ~mask_of(inner, journeys)
        case All(rules):
            return _every([mask_of(part, journeys) for part in rules])
        case Any(rules):
            return _some([mask_of(part, journeys) for part in rules])
        case _:
            return _leaf(rule, journeys)


def _every(masks: list[Mask]) -> Mask:
    result: Mask = np.logical_and.reduce(masks)
    return result


def _some(masks: list[Mask]) -> Mask:
    result: Mask = np.logical_or.reduce(masks)
    return result


def _leaf(test: Compare | In | Missing, journeys: Journeys) -> Mask:
    if test.field == "customer" and "customer" not in journeys.columns:  # the journeys are customers'
        passed = np.array([_passes(test, name) for name in journeys.names], np.bool_)
        return np.repeat(passed, np.diff(journeys.starts))
    column = journeys.columns[column_of(test.field)]
    if isinstance(column, Codes):
        return table_of(test, column.values)[column.codes]
    return _numeric(test, column)


def table_of(test: Compare | In | Missing, values: Sequence[str]) -> Mask:
    """Whether each dictionary value passes; the last entry, index -1, stands for the missing value."""
    table = np.empty(len(values) + 1, np.bool_)
    table[:-1] = [_passes(test, value) for value in values]
    table[-1] = _passes(test, None)
    return table


def _passes(test: Compare | In | Missing, value: str | None) -> bool:
    return value is None if isinstance(test, Missing) else holds(test, value)


def _numeric(test: Compare | In | Missing, column: npt.NDArray[np.float64]) -> Mask:
    absent = np.isnan(column) if column.dtype.kind == "f" else column == MISSING_TIME
    if isinstance(test, Missing):
        return absent
    if isinstance(test, In):
        return _some([_numeric(Compare(test.field, "=", value), column) for value in test.values])
    wanted = _number(test.value)
    compared = {
        "=": np.equal,
        "!=": np.not_equal,
        "<": np.less,
        "<=": np.less_equal,
        ">": np.greater,
        ">=": np.greater_equal,
    }.get(test.operator)
    if compared is None or wanted is None:
        return np.full(len(column), test.operator == "!=")
    result: Mask = compared(column, wanted)
    return result | absent if test.operator == "!=" else result & ~absent


def _number(value: Literal) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def step_bits(steps: Sequence[Rule], journeys: Journeys) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.uint64]]:
    """Codes per row and a table from code to a bit mask of the steps the row stands for.

    Where every rule reads only the event's name, the codes are the event codes themselves and nothing is copied;
    else the codes are the masks and the table is the identity.
    """
    if len(steps) > 16:
        raise ValueError("at most 16 steps")
    events = journeys.codes("event")
    if all(fields(step) == {"event"} for step in steps):
        table = np.zeros(len(events.values) + 1, np.uint64)
        for position, step in enumerate(steps):
            table[_event_table(step, events.values)] |= np.uint64(1 << position)
        return events.codes, table
    codes = np.zeros(len(journeys.time), np.uint16)
    for position, step in enumerate(steps):
        codes |= mask_of(step, journeys).astype(np.uint16) << np.uint16(position)
    return codes, np.arange(1 << len(steps), dtype=np.uint64)


def _event_table(rule: Rule, values: Sequence[str]) -> Mask:
    match rule:
        case Not(inner):
            return ~_event_table(inner, values)
        case All(rules):
            return _every([_event_table(part, values) for part in rules])
        case Any(rules):
            return _some([_event_table(part, values) for part in rules])
        case _:
            return table_of(rule, values)
