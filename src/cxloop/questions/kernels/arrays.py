"""One type for every array that goes into a kernel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from cxloop.questions.journeys import Codes, Column, Journeys


def fixed(array: npt.ArrayLike, dtype: type[np.generic]) -> npt.NDArray[Any]:
    """The array as C-contiguous, of this dtype and read-only; copied only where it has to be.

    Numba compiles anew for each combination of dtype, layout and writability; memory-mapped columns are read-only and
    computed ones are not, so both are made read-only here.

    >>> fixed([1, 2], np.int32).flags.writeable
    False
    """
    view = np.ascontiguousarray(array, dtype=dtype).view()
    view.setflags(write=False)
    return view


def fixed_columns(journeys: Journeys) -> Journeys:
    """The journeys with all their arrays C-contiguous and read-only."""
    columns: dict[str, Column] = {
        name: Codes(fixed(column.codes, np.int32), column.values)
        if isinstance(column, Codes)
        else fixed(column, column.dtype.type)
        for name, column in journeys.columns.items()
    }
    starts, time = fixed(journeys.starts, np.int64), fixed(journeys.time, np.int64)
    return replace(journeys, starts=starts, time=time, columns=columns)
