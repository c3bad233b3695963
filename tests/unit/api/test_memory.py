"""The allocator is told to give large pieces back."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
"""Dask leaves settings of the allocator behind where its workers were started."""
GROWING = """
import sys, threading
import numpy as np
from cxloop.api.memory import give_back_memory
if sys.argv[1] == "told":
    assert give_back_memory()
together = threading.Barrier(6)
def work(size):
    kept = []
    for round in range(4):
        arrays = [np.ones(size + 9973 * one + 37 * round) for one in range(4)]
        together.wait(60)
        kept.append(np.ones(2_000))
for size in range(100_000, 2_000_000, 400_000):
    threads = [threading.Thread(target=work, args=(size + 1_000 * one,)) for one in range(6)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
print([int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("RssAnon")][0])
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told")
def test_what_was_needed_once_is_given_back() -> None:
    def kilobytes(how: str) -> int:
        done = subprocess.run(
            [sys.executable, "-c", GROWING, how], capture_output=True, text=True, check=True, env=PLAIN
        )
        return int(done.stdout)

    assert 2 * kilobytes("told") < kilobytes("not")


BETWEEN = """
import sys
from cxloop.api.memory import give_back_memory, trim
assert give_back_memory()
kept = [bytearray(60_000) for _ in range(4_000)]
kept = kept[::40]
if sys.argv[1] == "told":
    assert trim()
print([int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("RssAnon")][0])
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told")
def test_what_lies_free_between_pieces_in_use_is_given_back() -> None:
    def kilobytes(how: str) -> int:
        done = subprocess.run(
            [sys.executable, "-c", BETWEEN, how], capture_output=True, text=True, check=True, env=PLAIN
        )
        return int(done.stdout)

    assert kilobytes("told") + 150_000 < kilobytes("not")


def test_it_says_whether_it_could() -> None:
    done = subprocess.run([sys.executable, "-c", "from cxloop.api.memory import give_back_memory as g; print(g())"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout.strip() == str(platform.libc_ver()[0] == "glibc")
