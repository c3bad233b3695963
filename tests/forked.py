"""Commands in processes forked from one that has the code loaded: as real as any other, and there in a moment."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOADED = ("cxloop.cli.main", "cxloop.cli.commands", "cxloop.wiring", "cxloop.app.listen", "cxloop.app.understand",
          "cxloop.app.filing_loop", "cxloop.stores.rebuild")  # fmt: skip
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(list(LOADED))


@dataclass(frozen=True)
class Done:
    """What a process left behind. returncode: the negative number of the signal that ended it."""

    returncode: int
    stdout: str
    stderr: str


def call(work: Callable[..., Any], *arguments: Any, env: Mapping[str, str] | None = None, seconds: float = 120) -> Done:
    """Calls a function of a module in a process of its own; what it returns is the exit status, None for 0."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = _context.Process(
            target=_inside, args=(work, arguments, dict(os.environ if env is None else env), str(out), str(err))
        )
        process.start()
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutError(f"{work.__name__} {arguments}: {err.read_text('utf-8', 'replace')[-2000:]}")
        return Done(process.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))


def command(words: Sequence[str], env: Mapping[str, str] | None = None) -> Done:
    """`cxloop WORDS…`"""
    return call(_command, list(words), env=env)


def code(text: str, *arguments: object, env: Mapping[str, str] | None = None) -> Done:
    """A program, as `python -c TEXT ARGUMENTS…` runs it."""
    return call(_code, text, list(map(str, arguments)), env=env)


def _code(text: str, arguments: Sequence[str]) -> None:
    sys.argv = ["-c", *arguments]
    exec(compile(text, "<test>", "exec"), {"__name__": "__main__"})


def _command(words: Sequence[str]) -> int:
    from cxloop.cli.main import run

    return run(list(words))


def _inside(work: Callable[..., Any], arguments: Sequence[Any], env: Mapping[str, str], out: str, err: str) -> None:
    os.environ.clear()
    os.environ.update(env)
    for number, path in ((1, out), (2, err)):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, number)
        os.close(handle)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - they stay open until the process ends
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    status = work(*arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    sys.exit(status)
