"""Inner loops of xxHash64 over the bytes of Arrow strings."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

_P1: Final = np.uint64(0x9E3779B185EBCA87)
_P2: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_P3: Final = np.uint64(0x165667B19E3779F9)
_P4: Final = np.uint64(0x85EBCA77C2B2AE63)
_P5: Final = np.uint64(0x27D4EB2F165667C5)


@njit(nogil=True, cache=True)
def _rotate(value, bits):
    return (value << np.uint64(bits)) | (value >> np.uint64(64 - bits))


@njit(nogil=True, cache=True)
def _avalanche(value):
    value ^= value >> np.uint64(33)
    value *= _P2
    value ^= value >> np.uint64(29)
    value *= _P3
    return value ^ (value >> np.uint64(32))


@njit(nogil=True, cache=True)
def _word(data, at, size):
    word = np.uint64(0)
    for byte in range(size):
        word |= np.uint64(data[at + byte]) << np.uint64(8 * byte)
    return word


@njit(nogil=True, cache=True)
def _round(lane, word):
    return _rotate(lane + word * _P2, 31) * _P1


@njit(nogil=True, cache=True)
def _hash_slice(data, at, stop, seed):
    size = stop - at
    if size >= 32:
        lane1, lane2, lane3, lane4 = seed + _P1 + _P2, seed + _P2, seed, seed - _P1
        while at + 32 <= stop:
            lane1 = _round(lane1, _word(data, at, 8))
            lane2 = _round(lane2, _word(data, at + 8, 8))
            lane3 = _round(lane3, _word(data, at + 16, 8))
            lane4 = _round(lane4, _word(data, at + 24, 8))
            at += 32
        total = _rotate(lane1, 1) + _rotate(lane2, 7) + _rotate(lane3, 12) + _rotate(lane4, 18)
        for lane in (lane1, lane2, lane3, lane4):
            total = (total ^ _round(np.uint64(0), lane)) * _P1 + _P4
    else:
        total = seed + _P5
    total += np.uint64(size)
    while at + 8 <= stop:
        total = _rotate(total ^ _round(np.uint64(0), _word(data, at, 8)), 27) * _P1 + _P4
        at += 8
    if at + 4 <= stop:
        total = _rotate(total ^ (_word(data, at, 4) * _P1), 23) * _P2 + _P3
        at += 4
    while at < stop:
        total = _rotate(total ^ (np.uint64(data[at]) * _P5), 11) * _P1
        at += 1
    return _avalanche(total)


@njit(nogil=True, cache=True)
def hash_slices(data, ends, seed):
    """xxHash64 of each slice data[ends[i]:ends[i + 1]]: uint64."""
    hashes = np.empty(len(ends) - 1, np.uint64)
    for row in range(len(hashes)):
        hashes[row] = _hash_slice(data, ends[row], ends[row + 1], seed)
    return hashes


@njit(nogil=True, cache=True)
def without_quotes(data, ends, out, out_ends):
    """The slices data[ends[i]:ends[i + 1]] without their double quotes, into `out` (uint8), `out_ends` (int64)."""
    to = 0
    out_ends[0] = 0
    for row in range(len(ends) - 1):
        for at in range(ends[row], ends[row + 1]):
            out[to] = data[at]
            to += data[at] != 34
        out_ends[row + 1] = to


@njit(nogil=True, cache=True)
def hash_words(words):
    """A hash of each uint64."""
    hashes = np.empty(len(words), np.uint64)
    for row in range(len(words)):
        hashes[row] = _avalanche(words[row] * _P1 + _P5)
    return hashes
