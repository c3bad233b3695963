"""The server's event loop: a few sockets a round, nobody passed over, and it knows for how long others have waited."""

from __future__ import annotations

import asyncio
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from cxloop.api.loop import AT_ONCE, FairLoop, Turns, new_loop, waited

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pairs() -> Iterator[list[Pair]]:
    made = [socket.socketpair() for _ in range(5 * AT_ONCE)]
    yield made
    for pair in made:
        for end in pair:
            end.close()


@pytest.fixture(name="both")
def _both() -> Iterator[tuple[selectors.EpollSelector, Turns]]:
    made: Any = selectors.EpollSelector()
    made._selector = Turns(made._selector)
    yield made, made._selector
    made.close()


def test_each_in_its_turn(pairs: list[Pair], both: tuple[selectors.EpollSelector, Turns]) -> None:
    selector, _ = both
    for ours, theirs in pairs:
        selector.register(ours, selectors.EVENT_READ)
        theirs.send(b"x")
    found: list[int] = []
    for _ in range(5):
        ready = selector.select(0)
        assert len(ready) == AT_ONCE
        found += [key.fd for key, _ in ready]
    assert sorted(found) == sorted(ours.fileno() for ours, _ in pairs)
    pairs[0][0].recv(1)
    again = [key.fd for _ in range(5) for key, _ in selector.select(0)]
    assert pairs[0][0].fileno() not in again
    assert len(set(again)) == len(pairs) - 1


def test_who_went_away_holds_nobody_up(pairs: list[Pair], both: tuple[selectors.EpollSelector, Turns]) -> None:
    selector, turns = both
    for ours, theirs in pairs:
        selector.register(ours, selectors.EVENT_READ)
        theirs.send(b"x")
    assert turns.waited() == 0
    first = {key.fd for key, _ in selector.select(0)}
    time.sleep(0.02)
    assert turns.waited() >= 0.02
    for ours, _ in pairs:
        if ours.fileno() not in first:
            selector.unregister(ours)
    assert {key.fd for key, _ in selector.select(0)} == first
    assert turns.waited() == 0


def test_a_loop_full_of_work_answers_everybody(pairs: list[Pair]) -> None:
    loop = new_loop()
    assert isinstance(loop, FairLoop)

    async def echo(ours: socket.socket) -> None:
        ours.setblocking(False)
        for _ in range(20):
            await loop.sock_sendall(ours, await loop.sock_recv(ours, 10))

    async def talk(theirs: socket.socket) -> None:
        theirs.setblocking(False)
        for number in range(20):
            await loop.sock_sendall(theirs, b"%d" % number)
            assert await loop.sock_recv(theirs, 10) == b"%d" % number

    async def everybody() -> None:
        await asyncio.gather(*(work for ours, theirs in pairs for work in (echo(ours), talk(theirs))))

    def run() -> None:
        try:
            loop.run_until_complete(asyncio.wait_for(everybody(), 60))
            done.append(waited(loop))
        finally:
            loop.close()

    done: list[float] = []
    thread = threading.Thread(target=run)  # the browser's tests leave a loop running in theirs
    thread.start()
    thread.join()
    assert len(done) == 1


def test_other_loops_do_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(selectors, "EpollSelector")
    loop = new_loop()
    assert not isinstance(loop, FairLoop)
    assert waited(loop) == 0
    loop.close()
