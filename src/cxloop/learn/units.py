"""The rows of an experiment put together by unit: whoever was given one thing or the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxloop.learn.metric import Kind

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Units:
    """unit: of each row, -1 where none; arm: of each unit, -1 for those in several and in none; several: how many were
    in more than one."""

    unit: Codes
    arm: Codes
    several: int

    @property
    def count(self) -> int:
        return len(self.arm)


def units_of(unit: Codes, count: int, arm: Codes, arms: int) -> Units:
    """Units and the arm of each. unit, arm: of each row, -1 where there is none.

    >>> found = units_of(np.array([0, 0, 1, 2, 2]), 3, np.array([0, 0, 1, 0, 1]), 2)
    >>> found.arm.tolist(), found.several
    ([0, 1, -1], 1)
    """
    if len(unit) == count and (unit == np.arange(count)).all():
        return Units(unit, arm, 0)
    stands = (unit >= 0) & (arm >= 0)
    rows = np.bincount(unit[stands] * arms + arm[stands], minlength=count * arms).reshape(count, arms)
    seen = (rows > 0).sum(axis=1)
    return Units(unit, np.where(seen == 1, rows.argmax(axis=1), -1), int((seen > 1).sum()))


def totals(units: Units, values: Floats, known: Flags) -> tuple[Floats, Codes]:
    """Of each unit: the sum over its rows, and how many of them had a value.

    >>> units = Units(np.array([0, 0, 1]), np.array([0, 1]), 0)
    >>> [found.tolist() for found in totals(units, np.array([1.0, 2.0, 0.0]), np.array([True, True, False]))]
    [[3.0, 0.0], [2, 0]]
    """
    stands = known & (units.unit >= 0)
    if len(units.unit) == units.count and stands.all() and (units.unit == np.arange(units.count)).all():
        return values, np.ones(units.count, np.int64)
    place = units.unit[stands]
    sums = np.asarray(np.bincount(place, values[stands], units.count), np.float64)
    rows: Codes = np.bincount(place, minlength=units.count)
    return sums, rows


def kind_of(values: Floats, known: Flags) -> Kind:
    """What values that nobody named are: binary where all are 0 or 1.

    >>> kind_of(np.array([0.0, 1.0, 7.0]), np.array([True, True, False]))
    'binary'
    """
    given = values[known]
    return "binary" if bool(((given == 0) | (given == 1)).all()) else "mean"
