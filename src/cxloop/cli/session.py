"""What every command needs: where the data is, which language, and how to answer."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final

from cxloop.cli.saving import save
from cxloop.cli.words import printable, say
from cxloop.report.called import AS_THEY_CAME, Called
from cxloop.trust.accounts import OWNER, OWNER_PURPOSE
from cxloop.trust.naming import named, tells

if TYPE_CHECKING:
    from rich.console import Console

    from cxloop.app.door import Door
    from cxloop.app.workspace import Workspace

WIDE: Final = 140
"""Columns of a table that goes to a file or a pipe."""
HEAD: Final = 12


@dataclass(frozen=True)
class Session:
    """The options of one run that every command may need. zone: the one asked for."""

    data: Path
    workspace: str
    language: str
    engine: str
    as_json: bool
    data_given: bool = True
    command: str = ""
    save: Path | None = None
    table: str | None = None
    zone: str | None = None
    called: Called = AS_THEY_CAME

    def at(self, **changed: Any) -> Session:
        """The same run with another folder or workspace."""
        return replace(self, **changed)

    def open(self, *, create: bool = False) -> Workspace:
        from cxloop import wiring

        return wiring.open(self.data, workspace=self.workspace, engine=self.engine, create=create)

    def say(self, key: str, **details: object) -> str:
        return say(key, self.language, **details)

    def note(self, key: str, **details: object) -> None:
        """Words for the person at the terminal, on standard error."""
        print(printable(self.say(key, **details)), file=sys.stderr, flush=True)

    def door(self) -> Door:
        """The keys, accounts and audit log of the data folder."""
        from cxloop import wiring

        return wiring.door(self.data)

    def write_down(self, action: str, customers: Iterable[str] = ()) -> None:
        """Adds to the audit log what the owner of the folder did or saw."""
        self.door().write(owner(), f"cxloop {action}", self.workspace, purpose=OWNER_PURPOSE, customers=customers)

    def answer(
        self,
        plain: dict[str, Any],
        show: Callable[[Screen, dict[str, Any]], None],
        workspace: Workspace | None = None,
        *,
        as_called: bool = True,
    ) -> None:
        """JSON alone on standard output with --json, else what `show` makes of it, with what people call things; a
        simulation says that it is one. What it tells of single customers is in the audit log first.

        With --save it goes into a file as well.
        as_called: not where the names that came with the data are what it is about.
        """
        if tells(plain):
            self.write_down(self.command, named(plain))
        if workspace is not None and workspace.simulated:
            plain = {**plain, "simulated": True}
        session = self if workspace is None else self.calling(workspace, as_called=as_called)
        called = session.called.answer(plain)
        if self.save is not None:
            save(session, self.save, called, show.__name__)
        if self.as_json:
            print(json.dumps(plain, ensure_ascii=False, allow_nan=False))
            return
        screen = Screen(session, _console())
        if plain.get("simulated"):
            screen.line("simulated")
        show(screen, called)
        if lens := plain.get("lens"):
            screen.line("names.lens", **lens)

    def calling(self, workspace: Workspace, *, as_called: bool = True) -> Session:
        """The same run, which tells times in the workspace's zone and calls events and channels as people do."""
        from cxloop.app.naming import Naming

        naming = Naming.of(workspace)
        called = naming.called(self.language) if as_called else self.called
        return self.at(zone=naming.zone(self.zone), called=called)


def owner() -> str:
    """The owner of the folder as the audit log calls them: with the name they have on this machine."""
    try:
        return f"{OWNER}:{getpass.getuser()}"
    except (KeyError, OSError):
        return OWNER


@dataclass(frozen=True)
class Screen:
    """A console that speaks the session's language."""

    session: Session
    console: Console

    def say(self, key: str, **details: object) -> str:
        return self.session.say(key, **details)

    def line(self, key: str, **details: object) -> None:
        self.literal(self.say(key, **details))

    def literal(self, text: str) -> None:
        """A line of text as it is."""
        self.console.print(printable(text), markup=False, highlight=False, soft_wrap=True)

    def table(self, columns: list[str], rows: list[list[str]], title: str | None = None) -> None:
        """A compact table under words of the catalogue; a column named `#key` stands to the right."""
        heads = [self.say(column.lstrip("#")) for column in columns]
        if rows and title:
            self.line(title)
        self.literal_table(heads, rows, [column.startswith("#") for column in columns])

    def literal_table(self, heads: list[str], rows: list[list[str]], right: Sequence[bool] = ()) -> None:
        """A compact table under names from the data; nothing where there are no rows."""
        from rich.box import SIMPLE_HEAD
        from rich.table import Table
        from rich.text import Text

        if not rows:
            return
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for at, (head, numeric) in enumerate(zip_longest(heads, right, fillvalue=False)):
            title = Text(printable(str(head)))
            if numeric:  # numbers stay in one line, their heads need not
                title = Text(fill(title.plain, max(HEAD, *(len(row[at]) for row in rows)), break_long_words=False))
            table.add_column(title, justify="right" if numeric else "left", no_wrap=bool(numeric))
        for row in rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        self.console.print(table)
        self.console.print()

    def fits(self, heads: list[str], rows: list[list[str]]) -> bool:
        """Whether a table has room for every cell in one line."""
        from rich.cells import cell_len

        widths = [max(map(cell_len, column)) for column in zip(heads, *rows, strict=True)]
        return sum(widths) + 3 * len(widths) <= self.console.width


def _console() -> Console:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else WIDE, emoji=False)


def error_console() -> Console:
    """What people at the terminal see beside the answer."""
    from rich.console import Console

    return Console(stderr=True, width=None if sys.stderr.isatty() else WIDE, emoji=False)
