"""The power cut while a real client sends, on a file system that forgets what was not synced."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from faults.kills import Outcome, reckon
from faults.serving import Client, Server, all_promised, free_port, key_for

HERE = Path(__file__).parent


class Disk:
    """Such a file system at a folder; skips where none can be mounted."""

    def __init__(self, folder: Path) -> None:
        if not os.access("/dev/fuse", os.W_OK) or not shutil.which("fusermount3"):
            pytest.skip("no file system that forgets: /dev/fuse or fusermount3 is missing")
        pytest.importorskip("mfusepy", reason="no file system that forgets: mfusepy is missing")
        self.mounted, self.image = folder / "disk", folder / "image"
        self.mounted.mkdir()
        self.mount()

    def mount(self) -> None:
        words = [sys.executable, str(HERE / "forgetful.py"), str(self.mounted), str(self.image)]
        self.process, until = subprocess.Popen(words), time.monotonic() + 20
        while not self.mounted.is_mount():
            assert time.monotonic() < until, "not mounted"
            assert self.process.poll() is None, "not mounted"
            time.sleep(0.02)

    def cut(self) -> None:
        """The power goes."""
        self.image.unlink(missing_ok=True)
        self.process.send_signal(signal.SIGUSR1)
        until = time.monotonic() + 20
        while not self.image.exists():
            with suppress(OSError):
                self.mounted.stat()  # it hears the signal when it has something to do
            assert time.monotonic() < until, "the power does not go"
            time.sleep(0.005)

    def unmount(self) -> None:
        subprocess.run(["fusermount3", "-u", "-z", str(self.mounted)], check=False)
        self.process.kill()
        self.process.wait(20)


def power_cuts(folder: Path, cuts: int, seed: int) -> Outcome:
    """A server under load on a disk whose power is cut at `cuts` seeded moments."""
    disk = Disk(folder)
    data, port, log = disk.mounted / "data", free_port(), folder / "errors.log"
    key, chance = key_for(data), random.Random(seed)
    clients = [Client(f"{seed}-{place}", port, key) for place in range(2)]
    server, outcome = Server(data, port, log), Outcome()
    for client in clients:
        client.start()
    try:
        all_promised(clients)
        for _ in range(cuts):
            time.sleep(chance.uniform(0.3, 1.5))
            disk.cut()
            server.kill()
            disk.unmount()
            disk.mount()
            server = Server(data, port, log)
            outcome.kills += 1
            outcome.slowest = max(outcome.slowest, server.seconds)
        reckon(outcome, data, clients)
    finally:
        server.end()
        disk.unmount()
    return outcome
