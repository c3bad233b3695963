"""Nothing that people or programs can use is left out of the docs: one line of `KINDS` for each sort of thing.

What there is comes from the program; where it has to stand is a page written by hand, or one of the reference.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import sys
import typing
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import generate_reference as reference
import pytest

from cxloop.api.routes import ROUTES
from cxloop.app.sql_tables import TABLES
from cxloop.change.webhook import KINDS as WEBHOOKS
from cxloop.cli.commands import command_line
from cxloop.errors import CxloopError
from cxloop.report.files import FORMATS
from cxloop.trust.keys import Purpose
from cxloop.trust.policy import ROLES
from cxloop.understand.pains import KINDS as PAINS
from cxloop.web.language import Language, catalogue
from cxloop.web.rooms import HELP, OVERVIEW, STAGES

DOCS = Path(__file__).resolve().parents[3] / "docs"
WRITTEN = ("tutorial", "how-to", "concepts")
"""Folders of pages by hand; the reference alone tells nobody what a thing is for."""
NOT_FOR_PEOPLE = {"warm", "version"}


@dataclass(frozen=True)
class Kind:
    """there: names of what there is. place: the page, or the folders, where each has to stand, written as `form`."""

    there: Callable[[], set[str]]
    place: str | tuple[str, ...]
    form: str = "`{}`"

    def missing(self, more: set[str] = frozenset()) -> set[str]:  # type: ignore[assignment]
        text = read(self.place)
        return {name for name in self.there() | more if self.form.format(name) not in text}


@functools.cache
def read(place: str | tuple[str, ...]) -> str:
    """The text; which folder a command is about is left out of it."""
    folders = [place] if isinstance(place, str) else place
    files = [
        path for name in folders for path in ([DOCS / name] if name.endswith(".md") else (DOCS / name).rglob("*.md"))
    ]
    return re.sub(r" --(data|workspace) \S+", "", "\n".join(path.read_text("utf-8") for path in files))


@functools.cache
def commands() -> set[str]:
    return set(command_line("en").commands)


def options() -> set[str]:
    group = command_line("en")
    every = [one for command in (group, *group.commands.values()) for one in command.params if one.name != "help"]
    return {option for one in every for option in one.opts if option.startswith("--")}


def errors() -> set[str]:
    """Wherever in the program it is defined."""
    reference.every_record()
    return {kind.code for kind in below(CxloopError) if kind.__module__.startswith("cxloop.") and kind.code}


def below(kind: type) -> set[typing.Any]:
    return {each for one in kind.__subclasses__() for each in (one, *below(one)) if not abstract(one)}


def abstract(kind: type) -> bool:
    return kind.__name__ in ("CallerError", "Unknown") or kind.__name__.startswith("_")


@functools.cache
def fields() -> set[str]:
    """Names of the fields of every answer, and of the records in it, however deep."""
    waiting, seen, names = reference.every_answer(), set[type](), set[str]()
    while waiting:
        kind = waiting.pop()
        seen.add(kind)
        hints = typing.get_type_hints(kind, localns={**reference.every_record(), **vars(sys.modules[kind.__module__])})
        told = [field for field in dataclasses.fields(kind) if not field.metadata.get("inside")]
        names |= {field.metadata.get("name", field.name) for field in told}
        inner = (reference.dataclass_in(hints[field.name]) for field in told)
        waiting += [one for one in inner if one is not None and one not in seen]
    assert len(names) > 300
    return names


def titles() -> set[str]:
    """Every page of the console by its English name."""
    return {text for key, text in catalogue("en").items() if key.startswith("room.")}


KINDS = {
    "command": Kind(commands, "reference/commands.md", "## cxloop {}\n"),
    "command, and what it is for": Kind(lambda: commands() - NOT_FOR_PEOPLE, WRITTEN, "cxloop {}"),
    "option": Kind(options, "reference/commands.md", "{}"),
    "route": Kind(lambda: {f"{row.method} {row.path}" for row in ROUTES}, "reference/api.md"),
    "setting": Kind(reference.settings_in_code, "reference/settings.md"),
    "error": Kind(errors, "reference/errors.md"),
    "field of an answer": Kind(fields, "reference/answers.md"),
    "table of SQL": Kind(lambda: {table.name for table in TABLES}, "reference/sql.md", "## {}\n"),
    "column of SQL": Kind(lambda: {one.name for table in TABLES for one in table.columns}, "reference/sql.md"),
    "page of the console": Kind(titles, WRITTEN, "{}"),
    "kind of webhook": Kind(lambda: set(WEBHOOKS), "how-to/webhooks.md"),
    "format of a file": Kind(lambda: set(FORMATS), "how-to/take-along.md"),
    "kind of pain point": Kind(lambda: set(PAINS), "concepts/how-pains-are-measured.md"),
    "role": Kind(lambda: set(ROLES), "how-to/access.md", "{}"),
    "purpose of a key": Kind(lambda: set(typing.get_args(Purpose)), "how-to/access.md", "{}"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_undocumented(kind: str) -> None:
    assert KINDS[kind].missing() == set()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_undocumented_is_found(kind: str) -> None:
    assert KINDS[kind].missing({"xylophone"}) == {"xylophone"}


@pytest.mark.parametrize(("language", "folder"), [("en", ""), ("ko", "ko/")])
def test_every_room_has_a_page_that_tells_what_to_do_there(language: Language, folder: str) -> None:
    rooms = [OVERVIEW, *(room for stage in STAGES for room in stage.rooms)]
    assert {room.key for room in rooms} == set(HELP)
    for room in rooms:
        assert catalogue(language)[f"room.{room.key}"] in read(f"{folder}{HELP[room.key]}.md"), room.key


def test_every_variable_that_the_program_reads_is_ours_or_the_systems() -> None:
    sources = [path.read_text("utf-8") for path in (DOCS.parent / "src").rglob("*.py")]
    read_directly = {name for text in sources for name in re.findall(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"", text)}
    assert {name for name in read_directly if f"`{name}`" not in read("reference/settings.md")} == set()
