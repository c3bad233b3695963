"""Options that stand on every command, and those that every question takes."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any, Final

from cxloop.report.speech import preferred

WITH_VALUE: Final = ("--data", "--workspace", "--lang", "--engine", "--save", "--table")
FLAGS: Final = ("--json", "--debug")


def hoisted(arguments: Sequence[str]) -> list[str]:
    """The global options moved to the front, so that people may write them anywhere before a bare `--`.

    >>> hoisted(["overview", "--json", "--data", "here"])
    ['--json', '--data', 'here', 'overview']
    """
    front: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(arguments):
        word = arguments[at]
        if word == "--":
            return [*front, *rest, *arguments[at:]]
        if word in WITH_VALUE and at + 1 < len(arguments):
            front += [word, arguments[at + 1]]
            at += 1
        elif word in FLAGS or word.startswith(tuple(f"{name}=" for name in WITH_VALUE)):
            front.append(word)
        else:
            rest.append(word)
        at += 1
    return [*front, *rest]


def language_of(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """`ko` or `en`: what --lang says, else CXLOOP_LANG, else the system's language.

    >>> language_of(["--lang", "ko"]), language_of([], {"LANG": "ko_KR.UTF-8"}), language_of([], {"LANG": "de_DE"})
    ('ko', 'ko', 'en')
    """
    said = [after for before, after in pairwise(arguments) if before == "--lang"]
    said += [word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")]
    return preferred({"CXLOOP_LANG": said[-1]} if said else environment)


def _scope_parameters() -> list[inspect.Parameter]:
    from typer import Option

    def option(name: str, kind: Any, default: object, *spellings: str, **more: Any) -> inspect.Parameter:
        annotation = Annotated[kind, Option(*spellings, help=f"option.{name}", **more)]
        return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)

    return [
        option("begin", str | None, None, "--from", metavar="DATE"),
        option("end", str | None, None, "--to", metavar="DATE"),
        option("where", str | None, None, "--where", metavar="RULE"),
        option("per", str, "customer", "--per", metavar="customer|case"),
        option("having", list[str], [], "--with", metavar="STEP"),
        option("lacking", list[str], [], "--without", metavar="STEP"),
        option("between", tuple[str, str] | None, None, "--between", metavar="STEP STEP"),
        option("segment", list[str], [], "--segment", metavar="NAME"),
        option("zone", str | None, None, "--zone", metavar="ZONE"),
    ]


def scoped(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of a question; it receives them as the dictionary `scope`."""
    own = [part for part in inspect.signature(command, eval_str=True).parameters.values() if part.name != "scope"]
    added = _scope_parameters()

    @functools.wraps(command)
    def wrapped(*values: Any, **given: Any) -> None:
        scope = {part.name: given.pop(part.name) for part in added}
        context = given["context"]
        context.obj = context.obj.at(zone=scope["zone"])
        command(*values, **given, scope=scope)

    keyword = [part.replace(kind=inspect.Parameter.KEYWORD_ONLY) for part in own]
    wrapped.__signature__ = inspect.Signature([*keyword, *added])  # type: ignore[attr-defined]
    return wrapped
