"""Writes docs/reference and docs/ko/reference from the program: commands, answers, errors, routes, settings, tables.

`python scripts/generate_reference.py` writes; with --check it names the pages that are stale and ends with status 1.
"""

from __future__ import annotations

import dataclasses
import functools
import os
import re
import sys
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reference_texts import LANGUAGES, SETTINGS, TEXTS, Language, told

from cxloop import particles

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
HEAD = "<!-- Written by scripts/generate_reference.py; do not edit. -->\n\n"


@functools.cache
def pages() -> dict[str, str]:
    """Each page by its path in docs, and its text. Those that are made of docstrings are in English alone."""
    made = {"reference/answers.md": answers(), "reference/api.md": api()}
    for language in LANGUAGES:
        folder = told(("reference", "ko/reference"), language)
        for name, write in {"commands": commands, "errors": errors, "settings": settings, "sql": sql}.items():
            made[f"{folder}/{name}.md"] = write(language)
    return {name: HEAD + text.rstrip() + "\n" for name, text in made.items()}


def commands(language: Language) -> str:
    """Every command with its options."""
    from cxloop.cli.commands import command_line

    group = command_line(language)
    say = {key: told(texts, language) for key, texts in TEXTS.items()}
    parts = [f"# {say['commands']}\n", group.help, f"\n## {say['commands.common']}\n", group_epilog(group)]
    parts.append(options_table(group, say["commands.head"]))
    for name, command in group.commands.items():
        parts += [f"## cxloop {name}\n", usage(name, command), command.help + "\n"]
        parts.append(options_table(command, say["commands.head"]))
    return "\n".join([*parts, "\n" + say["commands.exit"]])


def group_epilog(group: Any) -> str:
    return str(next(iter(group.commands.values())).epilog) + "\n"


def usage(name: str, command: Any) -> str:
    given = [p for p in command.params if p.param_type_name == "argument"]
    arguments = [f"{p.metavar or p.name.upper()}{'…' if p.nargs == -1 else ''}" for p in given]
    return f"`cxloop {' '.join([name, *arguments])}`\n"


def sql(language: Language) -> str:
    """Every table that SQL can name, with its columns."""
    from cxloop.app.sql_tables import TABLES

    say = {key: told(texts, language) for key, texts in TEXTS.items()}
    masked = {"": "", **{kind: say[f"sql.{kind}"] for kind in ("sealed", "hidden", "telling")}}
    parts = [f"# {say['sql']}\n", say["sql.opening"]]
    for table in TABLES:
        rows = [say["sql.head"], "|---|---|---|---|"]
        rows += [
            protect(f"| `{one.name}` | {one.type} | {cell(what(one, language))} | {masked[one.personal]} |")
            for one in table.columns
        ]
        parts += [f"## {table.name}\n", f"{what(table, language)}.\n", "\n".join(rows) + "\n"]
    return "\n".join(parts)


def what(one: Any, language: Language) -> str:
    return one.what.korean if language == "ko" else str(one.what)


def options_table(command: Any, head: str) -> str:
    rows = [head, "|---|---|---|"]
    for parameter in command.params:
        if parameter.name == "help":
            continue
        if parameter.param_type_name == "argument":
            name = parameter.metavar or parameter.name.upper()
        else:
            name = ", ".join(parameter.opts) + ("" if parameter.is_flag else f" {parameter.metavar}")
        default = parameter.default
        shown = "" if default in (None, False, (), []) or callable(default) else f"`{default}`"
        rows.append(f"| `{name}` | {cell(parameter.help)} | {shown} |".replace("`|`", "`\\|`"))
    return "\n".join(row if row.startswith("|-") else protect(row) for row in rows) + "\n" if len(rows) > 2 else ""


def protect(row: str) -> str:
    """Bars inside code spans would end a cell."""
    return re.sub(r"`[^`]*`", lambda span: span.group().replace("|", "\\|"), row)


def cell(text: object) -> str:
    return " ".join(str(text).split())


ANSWERS = {
    "import": ("cxloop.app.listen", "ImportReport"),
    "imports refused": ("cxloop.app.refused", "Refusals"),
    "overview": ("cxloop.understand.overview", "OverviewAnswer"),
    "paths": ("cxloop.understand.paths", "PathMap"),
    "funnel": ("cxloop.understand.funnel", "FunnelAnswer"),
    "funnel --customers": ("cxloop.understand.members", "Members"),
    "retention": ("cxloop.understand.retention", "RetentionAnswer"),
    "edge": ("cxloop.understand.edges", "EdgeAnswer"),
    "step": ("cxloop.understand.edges", "StepAnswer"),
    "journey": ("cxloop.app.journey", "JourneyAnswer"),
    "pains": ("cxloop.understand.pains", "Pains"),
    "experiment analyse": ("cxloop.learn.analysis", "Analysis"),
    "before-after": ("cxloop.app.before_after", "BeforeAfter"),
    "experiment plan": ("cxloop.learn.plan", "Plan"),
    "flag list": ("cxloop.app.flags", "FlagList"),
    "flag evaluate": ("cxloop.app.flags", "Evaluation"),
    "opportunity list": ("cxloop.app.opportunities", "OpportunityList"),
    "idea list": ("cxloop.app.opportunities", "IdeaList"),
    "prototype list": ("cxloop.app.prototypes", "PrototypeList"),
    "prototype links": ("cxloop.app.prototypes", "PrototypeLinks"),
    "change list": ("cxloop.app.changes", "ChangeList"),
    "change history": ("cxloop.app.changes", "History"),
    "verdict": ("cxloop.app.verdicts", "VerdictSeen"),
    "verdict --by": ("cxloop.app.exploration", "Exploration"),
    "performance": ("cxloop.app.performance", "Performance"),
    "segment list": ("cxloop.app.segments", "SegmentList"),
    "mark list": ("cxloop.app.marks", "MarkList"),
    "lesson list": ("cxloop.app.lessons", "LessonList"),
    "thread": ("cxloop.app.thread", "Thread"),
    "loop": ("cxloop.app.loop", "LoopHealth"),
    "team list": ("cxloop.app.teams", "TeamList"),
    "team met": ("cxloop.app.met", "Met"),
    "goal list": ("cxloop.app.goals", "GoalList"),
    "change decay": ("cxloop.app.decay", "Decay"),
    "webhook list": ("cxloop.app.webhooks", "WebhookList"),
    "webhook send": ("cxloop.app.sending", "Round"),
    "customer": ("cxloop.app.customer", "CustomerAnswer"),
    "key create": ("cxloop.app.keys", "NewKey"),
    "quarantine list": ("cxloop.app.quarantine", "Quarantine"),
    "quarantine show": ("cxloop.app.quarantine", "Message"),
    "quarantine replay": ("cxloop.app.quarantine", "Replayed"),
    "catalogue": ("cxloop.app.catalogue", "Catalogue"),
    "schema list": ("cxloop.app.schemas", "SchemaList"),
    "schema show": ("cxloop.app.schemas", "EventSchema"),
    "schema differences": ("cxloop.app.schemas", "Differences"),
}


def answers() -> str:
    """The shape of every answer, from the dataclasses that make it."""
    import importlib

    named = {name: getattr(importlib.import_module(module), kind) for name, (module, kind) in ANSWERS.items()}
    others = {said(kind): kind for kind in every_answer() if kind not in named.values()}
    parts = [
        "# Answers\n",
        "The same on the command line (`--json`), over HTTP (`/api/v1`) and in Python (`.to_dict()`); `.to_arrow()`,",
        "`.to_pandas()` and `.to_polars()` give the main table. Times are ISO 8601 in UTC; lengths of time are seconds",
        "and say so in their name. A number that is not known is null. New keys may be added; these stay.\n",
        "With `--compare`, overview, funnel, retention and performance have one key more: `compare`, with `groups`",
        "(two names), `answers` (two answers of the same shape), and `differences` of the `tested` shares as the",
        "question `differences` has them (none of performance). On a simulation, every answer of the command line says",
        '`"simulated": true`.\n',
    ]
    for name, answer in {**named, **dict(sorted(others.items()))}.items():
        parts += [f"## {name}\n", cell(documented(answer)) + "\n", *fields_of(answer, 0), ""]
    return "\n".join(parts)


def every_answer() -> list[type]:
    """Every answer that any command, route or method gives, whether it has a name above or not."""
    from cxloop.questions.answer import Answer

    found = [kind for kind in every_record().values() if issubclass(kind, Answer) and kind is not Answer]
    return sorted(found, key=lambda kind: kind.__name__)


@functools.cache
def every_record() -> dict[str, type]:
    """Every dataclass of the program by its name; those that answers are made of are found by it."""
    import importlib
    import pkgutil
    import warnings

    import cxloop

    found: dict[str, type] = {}
    with warnings.catch_warnings(action="ignore"):
        for module in pkgutil.walk_packages(cxloop.__path__, "cxloop."):
            if module.name != "cxloop.__main__":
                own = vars(importlib.import_module(module.name)).values()
                kinds = [kind for kind in own if isinstance(kind, type) and dataclasses.is_dataclass(kind)]
                found |= {kind.__name__: kind for kind in kinds if kind.__module__ == module.name}
    return found


def said(kind: type) -> str:
    """The name of an answer that no command is called after.

    >>> said(type("QueryList", (), {}))
    'query list'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__.removesuffix("Answer")).lower()


def documented(kind: type) -> str:
    """A class's own docstring, examples left out."""
    text = kind.__dict__.get("__doc__") or ""
    return "" if text.startswith(f"{kind.__name__}(") else text.partition(">>>")[0]


def fields_of(kind: type, depth: int) -> Iterator[str]:
    hints = typing.get_type_hints(kind, localns={**every_record(), **vars(sys.modules[kind.__module__])})
    for field in dataclasses.fields(kind):
        if field.metadata.get("inside"):
            continue
        name = field.metadata.get("name", field.name)
        inner = dataclass_in(hints[field.name])
        yield f"{'  ' * depth}- `{name}`: {spelled(hints[field.name])}" + (
            f". {note}" if (note := note_of(inner)) else ""
        )
        if inner is not None and depth < 3:
            yield from fields_of(inner, depth + 1)


def note_of(kind: type | None) -> str:
    return "" if kind is None else cell(documented(kind)).rstrip(".")


def dataclass_in(hint: Any) -> type | None:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return hint
    return next((found for part in typing.get_args(hint) if (found := dataclass_in(part))), None)


def spelled(hint: Any) -> str:
    """A type as JSON knows it."""
    plain = {
        str: "text",
        int: "whole number",
        float: "number",
        bool: "true or false",
        types.NoneType: "null",
        dict: "object",
    }
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if hint in plain:
        return plain[hint]
    if dataclasses.is_dataclass(hint):
        return "object"
    if origin in (types.UnionType, typing.Union):
        return " or ".join(spelled(part) for part in inside)
    if origin is typing.Literal:
        return " or ".join(f'"{value}"' for value in inside)
    if origin is tuple and inside:
        return (
            f"list of {spelled(inside[0])}"
            if inside[-1] is Ellipsis
            else f"list of {len(inside)}: {spelled(inside[0])}"
        )
    return "object" if origin in (dict, typing.Mapping) else "any value"


def error_classes() -> list[type]:
    """Every error that people may see: of the tree and of each stage."""
    import importlib

    from cxloop import errors as module

    stages = sorted(path.parent.name for path in (ROOT / "src" / "cxloop").glob("*/errors.py"))
    modules = [module, *(importlib.import_module(f"cxloop.{stage}.errors") for stage in stages)]
    every = {name: kind for one in modules for name, kind in vars(one).items()}.values()
    kinds = [kind for kind in every if isinstance(kind, type) and issubclass(kind, module.CxloopError)]
    abstract = {module.CxloopError, module.CallerError, module.Unknown}
    return [kind for kind in kinds if kind not in abstract and not kind.__name__.startswith("_")]


def errors(language: Language) -> str:
    """Every error: its code, message and way out."""
    rows = [told(TEXTS["errors.head"], language), "|---|---|---|---|---|"]
    for kind in sorted(error_classes(), key=lambda kind: kind.code):  # type: ignore[attr-defined]
        both = [kind.texts[language], kind.hints[language]]  # type: ignore[attr-defined]
        both = [particles.spelled(text) if language == "ko" else text for text in both]
        said = [cell(text).replace("|", "\\|") for text in both]
        row = [f"`{kind.code}`", str(kind.exit_status), str(kind.http_status), *said]  # type: ignore[attr-defined]
        rows.append(f"| {' | '.join(row)} |")
    parts = [f"# {told(TEXTS['errors'], language)}\n", told(TEXTS["errors.opening"], language), *rows]
    return "\n".join([*parts, told(TEXTS["errors.usage"], language)])


def api() -> str:
    """Every route, from the table that the server refuses by, with its parameters."""
    from cxloop.api.routes import CAPTURE, DEFINITIONS, EVALUATE, FLAG_STREAM, HANDED_OUT, ROUTES
    from cxloop.api.server import create_app
    from cxloop.api.sign_in import SignIn
    from cxloop.report.files import FORMATS

    described = create_app({}, sign_in=SignIn()).openapi()["paths"]
    rows = ["| route | who | key | tells of customers | parameters |", "|---|---|---|---|---|"]
    for route in ROUTES:
        operation = described.get(route.path, {}).get(route.method.lower(), {})
        names = ", ".join(f"`{parameter['name']}`" for parameter in operation.get("parameters", ()))
        others = "programs" if route.key else "signed" if route.audience == "hook" else "anybody"
        who = route.role or others
        told = {"nothing": "", "aggregate": "counts", "personal": "single ones"}[route.need.data]
        rows.append(f"| `{route.method} {route.path}` | {who} | {route.key or ''} | {told} | {names} |")
    opening = (
        "The API of the console and of capture, on the address that `cxloop serve` prints. People sign in and get a\n"
        "session (a cookie); programs show a key of the purpose named here (`Authorization: Bearer KEY`). *Who* is\n"
        "the least role; *signed*: whoever signs with the secret of a webhook. Names and texts of customers are\n"
        "masked unless the role is analyst or more and a `purpose` is stated, see [access](../how-to/access.md).\n"
        "Answers have the shapes of [answers](answers.md), failures the codes of [errors](errors.md). A route that is\n"
        "not in this table does not answer. Every question also takes\n"
        "`from`, and `first` and `last` for the two steps that `--between` takes. Every answer to a `GET`\n"
        f"also comes as a file: `as={'|'.join(FORMATS)}`, in `language=en|ko`; with `told=1`, its words stand under\n"
        "`told`.\n"
    )
    given = [f"| `{route.method} {route.path}` |" for route in HANDED_OUT]
    more = (
        "\n## With an ingest key\n\nNo session, from any origin; see [capture](../how-to/capture.md). "
        f"Posted to: {', '.join(f'`{path}`' for path in CAPTURE)}.\n\n| handed out |\n|---|"
    )
    flags = (
        "\n## With a flags key\n\nFrom any origin; see [flags](../how-to/flags.md). The OpenFeature Remote Evaluation "
        f"Protocol: `POST {EVALUATE}/FLAG`, `POST {EVALUATE}`, and `GET {FLAG_STREAM}?key=KEY`, a stream of "
        "server-sent events; and, with a rules key, all definitions: "
        f"`GET {DEFINITIONS}`."
    )
    return "\n".join(["# HTTP API\n", opening, *rows, more, *given, flags])


ENVIRONMENT = re.compile(r"(?<![A-Z_])CXLOOP_[A-Z][A-Z_]*")


def settings(language: Language) -> str:
    """Environment variables; options of commands are on their own page."""
    rows = [f"| `{name}` | {told(texts, language)} |" for name, texts in sorted(SETTINGS.items())]
    opening = [f"# {told(TEXTS['settings'], language)}\n", told(TEXTS["settings.head"], language), "|---|---|"]
    return "\n".join([*opening, *rows, "\n" + told(TEXTS["settings.workspace"], language)])


def settings_in_code() -> set[str]:
    """Every variable of ours that the program or its tests name."""
    files = [path for folder in ("src", "tests", "bench", "scripts") for path in (ROOT / folder).rglob("*.py")]
    return {name for path in files for name in ENVIRONMENT.findall(path.read_text("utf-8"))}


def stale() -> list[str]:
    """The pages that are not what the program is."""
    return [
        name
        for name, text in pages().items()
        if not (DOCS / name).is_file() or (DOCS / name).read_text("utf-8") != text
    ]


def main() -> None:
    os.environ.pop("CXLOOP_LANG", None)
    if "--check" in sys.argv[1:]:
        found = stale()
        for name in found:
            print(f"stale: docs/{name}")
        sys.exit(1 if found else 0)
    for name, text in pages().items():
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
