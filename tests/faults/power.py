"""The power cut while a real client sends, on a file system that forgets what was not synced."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from faults.kills import Outcome, reckon
from faults.serving import Client, Server, free_port, key_for

HERE = Path(__file__).parent


@contextmanager
def forgetful(folder: Path) -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
    """Such a file system at a folder; skips where none can be mounted."""
    if not os.access("/dev/fuse", os.W_OK) or not shutil.which("fusermount3"):
        pytest.skip("no file system that forgets: /dev/fuse or fusermount3 is missing")
    pytest.importorskip("mfusepy", reason="no file system that forgets: mfusepy is missing")
    mounted = folder / "disk"
    mounted.mkdir()
    disk = subprocess.Popen([sys.executable, str(HERE / "forgetful.py"), str(mounted)])
    try:
        until = time.monotonic() + 20
        while not mounted.is_mount():
            assert time.monotonic() < until, "not mounted"
            assert disk.poll() is None, "not mounted"
            time.sleep(0.05)
        yield mounted, disk
    finally:
        subprocess.run(["fusermount3", "-u", "-z", str(mounted)], check=False)
        disk.terminate()
        disk.wait(20)


def power_cuts(folder: Path, cuts: int, seed: int) -> Outcome:
    """A server under load on a disk whose power is cut at `cuts` seeded moments."""
    with forgetful(folder) as (mounted, disk):
        data, port, log = mounted / "data", free_port(), folder / "errors.log"
        key, chance = key_for(data), random.Random(seed)
        clients = [Client(f"{seed}-{place}", port, key) for place in range(2)]
        server, outcome = Server(data, port, log), Outcome()
        for client in clients:
            client.start()
        try:
            for _ in range(cuts):
                time.sleep(chance.uniform(0.3, 1.5))
                disk.send_signal(signal.SIGUSR1)
                time.sleep(0.05)
                server.kill()
                disk.send_signal(signal.SIGUSR2)
                time.sleep(0.05)
                server = Server(data, port, log)
                outcome.kills += 1
                outcome.slowest = max(outcome.slowest, server.seconds)
            reckon(outcome, data, clients)
        finally:
            server.end()
        return outcome
