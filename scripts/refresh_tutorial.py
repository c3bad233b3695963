"""Runs the commands of docs/tutorial and puts what they print beneath them.

In a ```console block, a line that begins with `$ cxloop` is run (a pipe into head -N or tail -N is understood); the
lines after it are its output. `python scripts/refresh_tutorial.py` writes, a test compares.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "docs" / "tutorial").glob("*.md"))
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CUT = re.compile(r"\| (head|tail) -(\d+)$")


def refreshed(page: Path) -> str:
    """The page with the output that its commands give now, run in one empty folder."""
    with empty_folder():
        return BLOCK.sub(lambda block: f"```console\n{_block(block[1])}```", page.read_text("utf-8"))


def _block(text: str) -> str:
    commands = [line for line in text.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{output(command.removeprefix('$ '))}" for command in commands)


def output(command: str) -> str:
    """What a command prints on standard output, blanks at line ends left out."""
    from cxloop.cli.main import run

    cut = CUT.search(command)
    program, *arguments = shlex.split(command[: cut.start()] if cut else command)
    if program != "cxloop":
        raise ValueError(command)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        status = run(arguments)
    if status:
        raise RuntimeError(f"{command} ended with {status}")
    lines = [line.rstrip() for line in printed.getvalue().rstrip().splitlines()]
    if cut:
        lines = lines[: int(cut[2])] if cut[1] == "head" else lines[-int(cut[2]) :]
    return "".join(f"{line}\n" for line in lines)


@contextlib.contextmanager
def empty_folder() -> Iterator[None]:
    before = Path.cwd()
    for name in ("CXLOOP_DATA", "CXLOOP_LANG"):
        os.environ.pop(name, None)
    language, os.environ["CXLOOP_LANG"] = os.environ.get("CXLOOP_LANG"), "en"
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)
            os.environ.pop("CXLOOP_LANG")
            if language:
                os.environ["CXLOOP_LANG"] = language


def main() -> None:
    for page in PAGES:
        page.write_text(refreshed(page), "utf-8")


if __name__ == "__main__":
    main()
