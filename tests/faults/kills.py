"""The server killed again and again while real clients send."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from faults.serving import Client, Server, free_port, key_for, lost_and_doubled, settled


@dataclass
class Outcome:
    """filers: how often only the process that files was killed; lost, doubled, foreign: messages; slowest: seconds
    until the server was back."""

    kills: int = 0
    filers: int = 0
    promised: int = 0
    lost: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)
    slowest: float = 0.0


def killed(folder: Path, kills: int, seed: int) -> Outcome:
    """A server under load, killed at `kills` seeded moments and started again each time; now and then only the process
    that files is killed, and the server has to start it again."""
    data, port, log = folder / "data", free_port(), folder / "errors.log"
    key, chance = key_for(data), random.Random(seed)
    clients = [Client(f"{seed}-{place}", port, key) for place in range(3)]
    server, outcome = Server(data, port, log), Outcome()
    for client in clients:
        client.start()
    try:
        for _ in range(kills):
            time.sleep(chance.uniform(0.0, 1.2))
            outcome.kills += 1
            if chance.random() < 0.2 and server.kill_filing():
                outcome.filers += 1
                continue
            server.kill()
            server = Server(data, port, log)
            outcome.slowest = max(outcome.slowest, server.seconds)
        reckon(outcome, data, clients)
    finally:
        server.end()
    return outcome


def reckon(outcome: Outcome, data: Path, clients: list[Client]) -> None:
    """Ends the clients, waits until all is filed, and compares with their ledgers."""
    for client in clients:
        client.ending.set()
    for client in clients:
        client.join(30)
    settled(data)
    outcome.lost, outcome.doubled, outcome.foreign = lost_and_doubled(data, clients)
    outcome.promised = sum(len(client.promised) for client in clients)
