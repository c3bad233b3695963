"""Inner loops over trials: putting them in order, and their sums by pairs of levels."""

from __future__ import annotations

import numpy as np
from numba import njit
from numba.core import types
from numba.extending import intrinsic

_WORDS = 64
"""Words of a bit set: so many times 64 trials are counted at once."""


@njit(nogil=True, cache=True)
def columns_of(rows):
    """The columns of a matrix (n, 6) int64 as arrays: anchor, origin, seen int64; finding int32; hit bool; context
    int32."""
    count = len(rows)
    anchor, origin, seen = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.int64)
    finding, hit, context = np.empty(count, np.int32), np.empty(count, np.bool_), np.empty(count, np.int32)
    for row in range(count):
        anchor[row], origin[row], seen[row] = rows[row, 0], rows[row, 1], rows[row, 2]
        finding[row], hit[row], context[row] = rows[row, 3], rows[row, 4] != 0, rows[row, 5]
    return anchor, origin, seen, finding, hit, context


@njit(nogil=True, cache=True)
def count_anchors(anchor, places):
    """Adds how many trials are anchored at each row to `places` (int64, one more than rows), at the row after it."""
    for trial in range(len(anchor)):
        places[anchor[trial] + 1] += 1


@njit(nogil=True, cache=True)
def places_of(anchor, places):
    """Where each trial goes in the order of anchors; `places` says where each row's next one goes, and is moved on."""
    found = np.empty(len(anchor), np.int64)
    for trial in range(len(anchor)):
        found[trial] = places[anchor[trial]]
        places[anchor[trial]] += 1
    return found


@intrinsic
def _bits_set(typingctx, word):
    def code(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), code


@njit(nogil=True, cache=True)
def _by_block(block, blocks):
    """Trials in the order of blocks, those at -1 left out, and where each block begins."""
    begins = np.zeros(blocks + 1, np.int64)
    for trial in range(len(block)):
        if block[trial] >= 0:
            begins[block[trial] + 1] += 1
    for at in range(blocks):
        begins[at + 1] += begins[at]
    place, order = begins[:-1].copy(), np.empty(begins[blocks], np.int64)
    for trial in range(len(block)):
        if block[trial] >= 0:
            order[place[block[trial]]] = trial
            place[block[trial]] += 1
    return order, begins


@njit(nogil=True, cache=True)
def _count_pairs(bits, words, pairs):
    """Adds how many bits each two rows of `bits` have in common."""
    held = np.zeros(len(bits), np.bool_)
    for level in range(len(bits)):
        every = np.uint64(0)
        for word in range(words):
            every |= bits[level, word]
        held[level] = every != 0
    for left in range(len(bits)):
        if not held[left]:
            continue
        own = bits[left]
        for right in range(left, len(bits)):
            if held[right]:
                other, common = bits[right], np.uint64(0)
                for word in range(words):
                    common += _bits_set(own[word] & other[word])
                pairs[left, right] += np.int32(common)


@njit(nogil=True, cache=True)
def accumulate(block, levels, outcome, blocks, width):
    """Sums over trials by block: n, y, y², levels' y, levels' pairs (upper triangle and diagonal).

    block: int32 a trial, -1 to leave out; levels: int16 (trials, factors), each trial's level in each factor, counted
    through; outcome: float64. blocks, width: how many there are. Trials are counted as bit sets of 4096, one a level:
    those that two levels share are told 64 at once.
    """
    order, begins = _by_block(block, blocks)
    sums, by_level = np.zeros((blocks, 3), np.float64), np.zeros((blocks, width), np.float64)
    pairs = np.zeros((blocks, width, width), np.int32)
    bits = np.zeros((width, _WORDS), np.uint64)
    for at in range(blocks):
        own, total, squares = by_level[at], 0.0, 0.0
        for first in range(begins[at], begins[at + 1], 64 * _WORDS):
            last = min(first + 64 * _WORDS, begins[at + 1])
            words = (last - first + 63) // 64
            bits[:, :words] = np.uint64(0)
            for place in range(first, last):
                trial = order[place]
                y = outcome[trial]
                total += y
                squares += y * y
                number = np.uint64(place - first)
                word, bit = number >> np.uint64(6), np.uint64(1) << (number & np.uint64(63))
                for factor in range(levels.shape[1]):
                    level = np.uint64(levels[trial, factor])
                    own[level] += y
                    bits[level, word] |= bit
            _count_pairs(bits, words, pairs[at])
        sums[at, 0], sums[at, 1], sums[at, 2] = begins[at + 1] - begins[at], total, squares
    return sums, by_level, pairs


def warm() -> None:
    """Compiles the kernels with the types the passes use."""
    anchor, _, _, block, _, _ = columns_of(np.zeros((2, 6), np.int64))
    places = np.zeros(2, np.int64)
    count_anchors(anchor, places)
    places_of(anchor, places)
    accumulate(block, np.zeros((2, 1), np.int16), np.zeros(2), 1, 1)
