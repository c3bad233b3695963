"""Inner loops of the index build: members of JSON objects."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def _past_space(letters, place, end):
    while place < end and letters[place] <= 32:
        place += 1
    return place


@njit(nogil=True, cache=True)
def _past_text(letters, place, end):
    """Behind the closing quotation mark of a text whose opening one stands at `place`, -1 where none does; and whether
    the text has escapes."""
    place += 1
    escaped = False
    while place < end and letters[place] != 34:
        if letters[place] == 92:
            escaped = True
            place += 1
        place += 1
    return (place + 1 if place < end else -1), escaped


@njit(nogil=True, cache=True)
def _past_nested(letters, place, end):
    """Behind the bracket that closes the one at `place`, -1 where none does."""
    depth = 0
    while place < end:
        if letters[place] == 34:
            place, _ = _past_text(letters, place, end)
            if place < 0:
                return -1
            continue
        if letters[place] == 123 or letters[place] == 91:
            depth += 1
        elif letters[place] == 125 or letters[place] == 93:
            depth -= 1
            if depth == 0:
                return place + 1
        place += 1
    return -1


@njit(nogil=True, cache=True)
def _stands(letters, begin, end, key_ends, keys, key):
    """Whether a wanted key stands there, up to its closing quotation mark."""
    size = key_ends[key + 1] - key_ends[key]
    if begin + size >= end or letters[begin + size] != 34:
        return False
    for at in range(size):  # noqa: SIM110
        if letters[begin + at] != keys[key_ends[key] + at] or letters[begin + at] == 92:
            return False
    return True


@njit(nogil=True, cache=True)
def _wanted(letters, begin, end, key_ends, keys):
    """Which of the wanted keys stands there, -1 for none."""
    for key in range(len(key_ends) - 1):
        if _stands(letters, begin, end, key_ends, keys, key):
            return key
    return -1


@njit(nogil=True, cache=True)
def _read_object(letters, place, end, key_ends, keys, spans, row):
    """Writes the spans of the wanted members of one object; False where it takes more than this to read it."""
    place = _past_space(letters, place, end)
    if place >= end or letters[place] != 123:
        return False
    place = _past_space(letters, place + 1, end)
    likely = 0
    while place < end and letters[place] != 125:
        if letters[place] != 34:
            return False
        if likely < len(key_ends) - 1 and _stands(letters, place + 1, end, key_ends, keys, likely):
            key, behind = likely, place + 2 + key_ends[likely + 1] - key_ends[likely]
        else:
            behind, escaped = _past_text(letters, place, end)
            if behind < 0 or escaped:
                return False
            key = _wanted(letters, place + 1, behind, key_ends, keys)
        place = _past_space(letters, behind, end)
        if place >= end or letters[place] != 58:
            return False
        place = _past_space(letters, place + 1, end)
        if place >= end:
            return False
        first = place
        if letters[place] == 34:
            place, escaped = _past_text(letters, place, end)
            if place < 0 or (escaped and key >= 0):
                return False
            begin, stop = first + 1, place - 1
        elif letters[place] == 123 or letters[place] == 91:
            place = _past_nested(letters, place, end)
            if place < 0 or key >= 0:
                return False
            begin, stop = first, place
        else:
            while place < end and letters[place] > 32 and letters[place] != 44 and letters[place] != 125:
                place += 1
            begin, stop = first, place
        null = begin == first and stop - begin == 4 and letters[begin] == 110
        if key >= 0:
            likely = key + 1
            if spans[key, row, 0] == -1:
                spans[key, row, 0], spans[key, row, 1] = (-2, -2) if null else (begin, stop)
        place = _past_space(letters, place, end)
        if place < end and letters[place] == 44:
            place = _past_space(letters, place + 1, end)
        elif place >= end or letters[place] != 125:
            return False
    return place < end


@njit(nogil=True, cache=True)
def member_spans(begins, letters, present, key_ends, keys):
    """Where in a column of JSON objects the values of some members stand: (spans int64 (keys, rows, 2), negative where
    missing; hard bool by row, for those it takes a JSON reader to read: escapes, nested values, what is no object).

    begins int64, letters uint8: the objects as Arrow keeps large strings; key_ends int64, keys uint8: the names.
    """
    rows, count = len(begins) - 1, len(key_ends) - 1
    spans, hard = np.full((count, rows, 2), -1, np.int64), np.zeros(rows, np.bool_)
    for row in range(rows):
        if present[row] and not _read_object(letters, begins[row], begins[row + 1], key_ends, keys, spans, row):
            hard[row] = True
            spans[:, row] = -1
    return spans, hard


@njit(nogil=True, cache=True)
def texts_of_spans(letters, spans):
    """The texts at some spans, as Arrow keeps large strings: (ends int64, letters uint8); negative spans are empty."""
    ends = np.zeros(len(spans) + 1, np.int64)
    for row in range(len(spans)):
        ends[row + 1] = ends[row] + max(spans[row, 1] - spans[row, 0], 0)
    found = np.empty(ends[-1], np.uint8)
    for row in range(len(spans)):
        for at in range(ends[row + 1] - ends[row]):
            found[ends[row] + at] = letters[spans[row, 0] + at]
    return ends, found


def warm() -> None:
    """Compiles the kernels with the types the build uses."""
    objects = np.frombuffer(b'{"a":1}', np.uint8)
    begins = np.frombuffer(np.array([0, len(objects)]).tobytes(), np.int64)
    found, _ = member_spans(begins, objects, np.ones(1, np.bool_), np.array([0, 1]), objects[2:3])
    texts_of_spans(objects, found[0])
