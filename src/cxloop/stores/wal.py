"""SQLite's write-ahead log, read as it lies on the disk: which frames hold, and which committed ones are gone.

SQLite reads a log up to the first frame that does not hold and says nothing of those behind it, be they what a power
cut left of an unfinished write or committed rows behind a damaged sector. Here both are told apart. The format is that
of the public description: sqlite.org/fileformat2.html (4), sqlite.org/walformat.html.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint32]
_HEADER: Final = 32
_FRAME: Final = 24
_MAGIC: Final = 0x377F0682
_PAGE_SIZES: Final = frozenset(1 << power for power in range(9, 17))
_MASK: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Log:
    """pages: the newest committed image of each page, from frames that hold and are not in the database's file yet.
    read: frames that SQLite will take; committed: the last frame known to have been committed; taken: the last one that
    is in the file; behind: whether frames that hold lie behind one that does not."""

    pages: dict[int, bytes]
    read: int
    committed: int
    behind: bool
    taken: int = 0

    @property
    def damaged(self) -> bool:
        """Whether SQLite would leave out committed frames, silently, or lay older pages over newer ones."""
        return self.committed > self.read or self.behind

    @property
    def gone(self) -> int:
        """How many committed frames are neither in the log nor in the file."""
        return max(0, self.committed - max(self.read, self.taken))


def read_log(database: Path, page_size: int) -> Log:
    """The log beside a database. page_size: the database's, for a log whose own head cannot be read."""
    path = database.with_name(database.name + "-wal")
    content = path.read_bytes() if path.exists() else b""
    if len(content) <= _HEADER:
        committed, taken = _committed(database, None)
        return Log({}, 0, committed, False, taken)
    head = struct.unpack(">8I", content[:_HEADER])
    whole = head[0] & ~1 == _MAGIC and head[2] in _PAGE_SIZES
    whole = whole and _summed(_words(content[:24], head[0] & 1), 0, 0) == head[6:8]
    size = head[2] if whole else page_size
    frames = _frames(content, size)
    if not len(frames):
        committed, taken = _committed(database, None)
        return Log({}, 0, committed, False, taken)
    salts = frames[:, 8:16].copy().view(">u4")
    generation = np.array(head[4:6] if whole else salts[0], np.uint32)
    holds = _holding(frames, head[0] & 1 if whole else 0, (head[6], head[7]))
    mine = (salts == generation).all(axis=1)
    good = holds & mine
    return _log(frames, good, _committed(database, generation), whole)


def _frames(content: bytes, page_size: int) -> npt.NDArray[np.uint8]:
    width = _FRAME + page_size
    count = (len(content) - _HEADER) // width
    return np.frombuffer(content, np.uint8, count * width, _HEADER).reshape(count, width)


def _log(frames: npt.NDArray[np.uint8], good: npt.NDArray[np.bool_], known: tuple[int, int], whole: bool) -> Log:
    committed, taken = known
    numbers = frames[:, :8].copy().view(">u4").astype(np.int64)
    commits = np.flatnonzero(good & (numbers[:, 1] > 0))
    bad = np.flatnonzero(~good)
    prefix = int(bad[0]) if len(bad) else len(good)
    read = int(commits[commits < prefix][-1]) + 1 if whole and (commits < prefix).any() else 0
    last = int(commits[-1]) + 1 if len(commits) else 0
    places = [place for place in np.flatnonzero(good[:last]).tolist() if place >= taken]
    pages = {int(numbers[place, 0]): frames[place, _FRAME:].tobytes() for place in places}
    return Log(pages, read, max(committed, last), last > prefix, taken)


def _committed(database: Path, generation: Words | None) -> tuple[int, int]:
    """How many frames were committed, and how many of them are in the database's file, as whoever wrote last left it in
    shared memory; 0 where that is not known.

    The log is synchronised before this is written, so that it never promises more than there was.
    """
    path = database.with_name(database.name + "-shm")
    content = path.read_bytes()[:100] if path.exists() else b""
    if len(content) < 100 or content[12] != 1:
        return 0, 0
    words = np.frombuffer(content, np.uint32)
    if _summed(words[:10], 0, 0) != (int(words[10]), int(words[11])):
        return 0, 0
    same = generation is None or bytes(content[32:40]) == generation.astype(">u4").tobytes()
    return (int(words[4]), min(int(words[24]), int(words[4]))) if same else (0, 0)


def _words(content: bytes, big: int) -> Words:
    return np.frombuffer(content, ">u4" if big else "<u4").astype(np.uint32)


def _summed(words: Words, one: int, two: int) -> tuple[int, int]:
    for place in range(0, len(words), 2):
        one = (one + int(words[place]) + two) & _MASK
        two = (two + int(words[place + 1]) + one) & _MASK
    return one, two


def _holding(frames: npt.NDArray[np.uint8], big: int, start: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Which frames have the checksum that follows from the one the frame before bears.

    The checksum is linear, so that all frames are summed at once, with weights. start: the checksum of the log's head.
    """
    summed = np.concatenate((frames[:, :8], frames[:, _FRAME:]), axis=1)
    words = summed.view(">u4" if big else "<u4").astype(np.uint32)
    weights, (a, b, c, d) = _weights(words.shape[1] // 2)
    one = (words * weights[0]).sum(axis=1, dtype=np.uint32)
    two = (words * weights[1]).sum(axis=1, dtype=np.uint32)
    stored = frames[:, 16:24].copy().view(">u4").astype(np.uint32)
    before = np.vstack((np.array([start], np.uint32), stored[:-1]))
    fits: npt.NDArray[np.bool_] = (stored[:, 0] == one + before[:, 0] * a + before[:, 1] * b) & (
        stored[:, 1] == two + before[:, 0] * c + before[:, 1] * d
    )
    return fits


def _weights(pairs: int) -> tuple[Words, tuple[np.uint32, ...]]:
    """What each word, and each half of the checksum before, adds to the two halves: powers of ((1, 1), (1, 2))."""
    found = np.zeros((2, 2 * pairs), np.uint32)
    a, b, c, d = 1, 0, 0, 1
    for place in range(pairs - 1, -1, -1):
        found[0, 2 * place : 2 * place + 2] = ((a + b) & _MASK, b)
        found[1, 2 * place : 2 * place + 2] = ((c + d) & _MASK, d)
        a, b, c, d = (a + b) & _MASK, (a + 2 * b) & _MASK, (c + d) & _MASK, (c + 2 * d) & _MASK
    return found, tuple(np.uint32(one) for one in (a, b, c, d))
