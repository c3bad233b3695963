"""Times in messages: as clients write them, and moved where their clocks are off.

Three clocks are kept: the device's when it happened, the device's when it sent, ours when it was received. Where the
device's clock is off by more than a minute when it sent, what happened is moved by that much, in whole minutes: a slow
network is not taken for a wrong clock, and the order in which one device sent stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
MISSING: Final = np.iinfo(np.int64).min
_MINUTE_US: Final = 60_000_000
_EARLIEST_US: Final = int(datetime(1900, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
_LATEST_US: Final = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000


def happened(original: Ints, sent: Ints, received: Ints) -> Ints:
    """When things happened by our clock, µs: the devices' times, moved by how far their clocks were off when they sent.
    MISSING where a time is not told. What is less than a minute ahead of us stays there: it would else depend on how
    soon it was sent.

    >>> happened(np.array([1_000_000]), np.array([3_000_000]), np.array([9_000_000]))  # a slow network: no wrong clock
    array([1000000])
    >>> happened(np.array([0]), np.array([0]), np.array([600_000_000]))  # ten minutes slow
    array([600000000])
    >>> happened(np.array([40_000_000] * 2), np.array([40_000_000, 99_000_000]), np.array([0, 60_000_000]))  # 40 s fast
    array([40000000, 40000000])
    """
    off = np.where(sent == MISSING, 0, received - sent)
    minutes = np.rint(off / _MINUTE_US).astype(np.int64)
    moved = original + np.where(np.abs(off) >= _MINUTE_US, minutes * _MINUTE_US, 0)
    return np.where((original == MISSING) | (moved - received >= _MINUTE_US), received, moved)


def micros_of(values: Sequence[Any]) -> Ints:
    """`micros` of each; MISSING where there is none.

    >>> micros_of(["1970-01-01T00:00:01Z", None, 1000]).tolist() == [1_000_000, MISSING, 1_000_000]
    True
    """
    try:
        found = pc.cast(pa.array(values, pa.string()), pa.timestamp("us", "UTC")).cast(pa.int64())
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):  # what only a closer look can read
        return np.array([MISSING if (one := micros(value)) is None else one for value in values], np.int64)
    plain = pc.fill_null(found, MISSING).to_numpy(zero_copy_only=False)
    return np.where((plain >= _EARLIEST_US) & (plain < _LATEST_US), plain, MISSING)


def micros(value: Any) -> int | None:
    """A time as clients write it (ISO 8601, or milliseconds since 1970) in µs since 1970 UTC; None where it is none.

    >>> micros("1970-01-01T00:00:01Z"), micros(1000), micros("soon")
    (1000000, 1000000, None)
    """
    if value is None or isinstance(value, bool):
        return None
    try:
        if isinstance(value, int | float):
            found = round(value * 1000)
        else:
            moment = datetime.fromisoformat(value)
            found = round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1e6)
    except (ValueError, OverflowError, TypeError):
        return None
    return found if _EARLIEST_US <= found < _LATEST_US else None
