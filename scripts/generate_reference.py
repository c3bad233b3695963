"""Writes docs/reference from the program itself: commands, answers, errors, routes, settings, tables.

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

from cxloop import particles

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
HEAD = "<!-- Written by scripts/generate_reference.py; do not edit. -->\n\n"


@functools.cache
def pages() -> dict[str, str]:
    """Name of each page and its text."""
    made = {
        "commands.md": commands(),
        "answers.md": answers(),
        "errors.md": errors(),
        "api.md": api(),
        "settings.md": settings(),
        "sql.md": sql(),
    }
    return {name: HEAD + text.rstrip() + "\n" for name, text in made.items()}


def commands() -> str:
    """Every command with its options."""
    from cxloop.cli.commands import command_line

    group = command_line("en")
    parts = ["# Commands\n", group.help, "\n## Options of every command\n", group_epilog(group), options_table(group)]
    for name, command in group.commands.items():
        parts += [f"## cxloop {name}\n", usage(name, command), command.help + "\n", options_table(command)]
    exits = "| status | meaning |\n|---|---|\n| 0 | fine |\n| 1 | ours: a fault in the program |\n"
    exits += "| 2 | the caller's mistake |\n"
    more = "| 130 | stopped with Ctrl-C |\n| 141 | whoever read the output closed it |\n"
    json_rule = (
        "\nWith `--json`, JSON stands alone on standard output, words and progress on standard error. A failure is "
        '`{"error": {"code", "message", "hint"}}` on standard output and one line on standard error.\n'
    )
    return "\n".join([*parts, "\n## Exit status\n", exits + more, json_rule])


def group_epilog(group: Any) -> str:
    return str(next(iter(group.commands.values())).epilog) + "\n"


def usage(name: str, command: Any) -> str:
    given = [p for p in command.params if p.param_type_name == "argument"]
    arguments = [f"{p.metavar or p.name.upper()}{'…' if p.nargs == -1 else ''}" for p in given]
    return f"`cxloop {' '.join([name, *arguments])}`\n"


def sql() -> str:
    """Every table that SQL can name, with its columns."""
    from cxloop.app.sql_tables import TABLES

    masked = {"sealed": "a sealed name", "hidden": "left out", "telling": "without addresses", "": ""}
    parts = [
        "# Tables for SQL\n",
        "How to ask: [SQL](../how-to/sql.md). The last column is what is left of a column where names are masked.\n",
    ]
    for table in TABLES:
        rows = ["| column | type | means | masked |", "|---|---|---|---|"]
        rows += [
            protect(f"| `{one.name}` | {one.type} | {cell(one.what)} | {masked[one.personal]} |")
            for one in table.columns
        ]
        parts += [f"## {table.name}\n", f"{table.what}.\n", "\n".join(rows) + "\n"]
    return "\n".join(parts)


def options_table(command: Any) -> str:
    rows = ["| option | means | default |", "|---|---|---|"]
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
        "With `--compare`, overview, funnel and retention have one key more: `compare`, with `groups` (two names) and",
        "`answers` (two answers of the same shape). On a simulation, every answer of the command line says",
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


def errors() -> str:
    """Every error: its code, message and way out, in both languages."""
    rows = ["| code | exit | HTTP | message | way out |", "|---|---|---|---|---|"]
    for kind in sorted(error_classes(), key=lambda kind: kind.code):  # type: ignore[attr-defined]
        both = [f"{table['en']}<br>{particles.spelled(table['ko'])}" for table in (kind.texts, kind.hints)]  # type: ignore[attr-defined]
        said = [cell(text).replace("|", "\\|") for text in both]
        row = [f"`{kind.code}`", str(kind.exit_status), str(kind.http_status), *said]  # type: ignore[attr-defined]
        rows.append(f"| {' | '.join(row)} |")
    usage_row = "| `usage` | 2 |  | What the command line could not read. | See `--help`. |"
    opening = (
        "Codes are stable; messages and hints may change. Unknown names get a hint with the nearest ones there are.\n"
    )
    return "\n".join(["# Errors\n", opening, *rows, usage_row])


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


SETTINGS = {
    "CXLOOP_DATA": "The data folder, where `--data` does not say; `cxloop-data` in the working folder else.",
    "CXLOOP_LANG": "`en` or `ko`, where `--lang` does not say; the system's language (`LC_ALL`, `LANG`) else.",
    "CXLOOP_STATE": "State, journal and keys: `postgresql://USER:PASSWORD@HOST/DATABASE`; files in the folder else.",
    "CXLOOP_SECRET": "A secret in the place of `DATA/secret.key`: for the audit log, masked names and webhooks.",
    "CXLOOP_OIDC_ISSUER": "Sign-in with an OpenID provider: its address, `https://…`.",
    "CXLOOP_OIDC_CLIENT_ID": "What the provider calls this console.",
    "CXLOOP_OIDC_CLIENT_SECRET": "The secret it has given to this console.",
    "CXLOOP_OIDC_ROLE_CLAIM": "The claim of the ID token that names roles: `viewer`, `analyst`, `maker`, `admin`.",
    "CXLOOP_OIDC_DEFAULT_ROLE": "The role of people whom the claim gives none, at their first sign-in.",
    "CXLOOP_OIDC_WORKSPACES": "The workspaces, with commas between, that they get it in; the first one served else.",
    "CXLOOP_WEBHOOK_HOSTS": "Hosts that webhooks may go to although they are private: `localhost:9000,jira.internal`.",
    "CXLOOP_UPLOAD_MB": "The largest file, in megabytes, that the browser may send to be imported; 4096 else.",
    "CXLOOP_POSTGRES_HOSTS": "Hosts whose PostgreSQL the console may ask although they are private: `db.internal`.",
    "CXLOOP_REFERENCE_DATA": "For tests and benchmarks: the folder with real logs; `../shared/data` else.",
}
ENVIRONMENT = re.compile(r"(?<![A-Z_])CXLOOP_[A-Z][A-Z_]*")


def settings() -> str:
    """Environment variables; options of commands are on their own page."""
    rows = ["| variable | means |", "|---|---|", *(f"| `{name}` | {text} |" for name, text in sorted(SETTINGS.items()))]
    workspace = (
        "\nA workspace is a folder, `DATA/NAME`: `events/` is a Delta Lake table, `index/` can be deleted and is\n"
        "built again, `state.db` holds imports, refused rows and saved mappings, `SIMULATED` marks a simulation.\n"
        "`journal.db` holds what is accepted and not filed, `access.db` the keys. With `CXLOOP_STATE` these three are\n"
        "schemas of that database, and `state-in-postgresql` says so: it belongs to this folder alone."
    )
    return "\n".join(["# Settings\n", *rows, workspace])


def settings_in_code() -> set[str]:
    """Every variable of ours that the program or its tests name."""
    files = [path for folder in ("src", "tests", "bench", "scripts") for path in (ROOT / folder).rglob("*.py")]
    return {name for path in files for name in ENVIRONMENT.findall(path.read_text("utf-8"))}


def stale() -> list[str]:
    """The pages that are not what the program is."""
    return [
        name
        for name, text in pages().items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text("utf-8") != text
    ]


def main() -> None:
    os.environ.pop("CXLOOP_LANG", None)
    if "--check" in sys.argv[1:]:
        found = stale()
        for name in found:
            print(f"stale: docs/reference/{name}")
        sys.exit(1 if found else 0)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
