"""Runs SQL in processes that are locked down: starts them, hands them tables, ends them."""

from __future__ import annotations

import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

import pyarrow as pa

from cxloop.errors import CxloopError
from cxloop.ports.sql import USUAL, Given, Limits, Ran
from cxloop.understand.errors import (
    SqlBusy,
    SqlCancelled,
    SqlCrashed,
    SqlNoTable,
    SqlNotHere,
    SqlOneStatement,
    SqlOnlySelect,
    SqlTooLarge,
    SqlTooSlow,
    SqlWrong,
)

PROGRAM: Final = Path(__file__).parent / "locked.py"
_AT_ONCE: Final = 2
_PATIENCE_SECONDS: Final = 20
_LOOK_SECONDS: Final = 0.1
_MOST_ANSWERED: Final = 64 << 20
_ENVIRONMENT: Final = {"LANG": "C.UTF-8", "HOME": "/nonexistent", "ARROW_DEFAULT_MEMORY_POOL": "system"}
_REFUSALS: Final[dict[str, type[CxloopError]]] = {
    "sql_one_statement": SqlOneStatement,
    "sql_only_select": SqlOnlySelect,
    "sql_not_here": SqlNotHere,
    "sql_crashed": SqlCrashed,
}


class LockedRunner:
    """One process a query. The next one is started while nobody waits for it, so that a query finds it ready.

    program: what runs in the process.
    """

    def __init__(self, program: Path = PROGRAM) -> None:
        self._program = program
        self._spare: subprocess.Popen[bytes] | None = None
        self._lock, self._places = threading.Lock(), threading.Semaphore(_AT_ONCE)

    def run(
        self,
        query: str,
        known: Sequence[str],
        give: Callable[[str, bool], Given],
        *,
        zone: str = "UTC",
        limits: Limits = USUAL,
        cancelled: Callable[[], bool] = lambda: False,
        again: bool = False,
    ) -> Ran:
        if not self._places.acquire(timeout=_PATIENCE_SECONDS):
            raise SqlBusy(seconds=_PATIENCE_SECONDS)
        try:
            process = self._process()
            talk = _Talk(process, limits, cancelled)
            try:
                return _asked(talk, query, known, give, zone)
            finally:
                _end(process)
                if again:
                    self._make_ready()
        finally:
            self._places.release()

    def close(self) -> None:
        """Ends the process that waits for a query."""
        with self._lock:
            spare, self._spare = self._spare, None
        if spare is not None:
            _end(spare)

    def _process(self) -> subprocess.Popen[bytes]:
        with self._lock:
            process, self._spare = self._spare, None
        return process if process is not None and process.poll() is None else self._started()

    def _make_ready(self) -> None:
        with self._lock:
            if self._spare is None or self._spare.poll() is not None:
                self._spare = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        # -I: neither the environment nor the folder it is started in says what Python loads
        return subprocess.Popen(
            [sys.executable, "-I", "-B", str(self._program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=_ENVIRONMENT, cwd="/", start_new_session=True,
        )  # fmt: skip


def _asked(talk: _Talk, query: str, known: Sequence[str], give: Callable[[str, bool], Given], zone: str) -> Ran:
    limits = talk.limits
    talk.send({
        "query": query, "known": list(known), "zone": zone, "seconds": limits.seconds, "threads": limits.threads,
        "memory_bytes": limits.memory_megabytes << 20, "rows": limits.rows, "bytes": limits.size,
    })  # fmt: skip
    told = talk.receive(known)
    names = [name for name in told["tables"] if name in known]
    given: dict[str, Given] = {}
    for name in names:
        one = give(name, bool(told["who"]))
        given |= {need: give(need, True) for need in one.needs if need not in given} | {name: one}
    talk.begin()
    talk.send({
        "tables": [
            {"name": name, "select": one.select, "files": list(one.files) if one.memory is None else None}
            for name, one in given.items()
        ]
    })  # fmt: skip
    for one in given.values():
        if one.memory is not None:
            talk.send_table(one.memory)
    told = talk.receive(known)
    values = tuple(tuple(row) for row in told["values"])
    return Ran(tuple(told["fields"]), values, told["cut"], tuple(names))


class _Talk:
    """What is said between this process and a locked one, as long as there is time."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits, cancelled: Callable[[], bool]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in: IO[bytes] = process.stdin
        self._out: IO[bytes] = process.stdout
        self.limits, self._cancelled = limits, cancelled
        self.begin()
        for pipe in (self._in, self._out):
            os.set_blocking(pipe.fileno(), False)

    def begin(self) -> None:
        """Time is counted from here."""
        self._end = time.monotonic() + self.limits.seconds

    def send(self, told: dict[str, Any]) -> None:
        self._frame(json.dumps(told).encode())

    def send_table(self, table: pa.Table) -> None:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        self._frame(sink.getvalue())

    def receive(self, known: Sequence[str]) -> dict[str, Any]:
        """What the process says; its refusals as errors. It may be lying: nothing it says is run or opened."""
        size = struct.unpack("<Q", self._read(8))[0]
        if size > _MOST_ANSWERED:
            raise SqlCrashed()
        told: dict[str, Any] = json.loads(self._read(size))
        if "error" in told:
            raise self._refusal(told, known)
        return told

    def _refusal(self, told: dict[str, Any], known: Sequence[str]) -> CxloopError:
        code = told["error"]
        if code == "sql_wrong":
            return SqlWrong(reason=str(told["reason"]), line=told["line"], column=told["column"])
        if code == "sql_no_table":
            return SqlNoTable(table=str(told["table"])[:200], known=list(known))
        if code == "sql_memory":
            return SqlTooLarge(megabytes=self.limits.memory_megabytes)
        return _REFUSALS.get(code, SqlCrashed)(name=str(told.get("name", ""))[:200])

    def _frame(self, body: Any) -> None:
        left = memoryview(struct.pack("<Q", len(body)) + bytes(body)) if len(body) < 1 << 16 else memoryview(body)
        if len(body) >= 1 << 16:
            self._write(memoryview(struct.pack("<Q", len(body))))
        self._write(left)

    def _write(self, left: memoryview) -> None:
        while len(left):
            self._wait([], [self._in])
            try:
                left = left[os.write(self._in.fileno(), left[: 1 << 20]) :]
            except BrokenPipeError:
                raise SqlCrashed() from None

    def _read(self, size: int) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            self._wait([self._out], [])
            some = os.read(self._out.fileno(), min(size - len(parts), 1 << 20))
            if not some:
                raise self._late() or SqlCrashed()
            parts += some
        return bytes(parts)

    def _wait(self, reading: list[IO[bytes]], writing: list[IO[bytes]]) -> None:
        while not any(select.select(reading, writing, [], _LOOK_SECONDS)[:2]):
            if self._cancelled():
                raise SqlCancelled()
            if (late := self._late()) is not None:
                raise late

    def _late(self) -> CxloopError | None:
        return SqlTooSlow(seconds=round(self.limits.seconds)) if time.monotonic() > self._end else None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
