"""Imports as people read them: the mapping, a preview, what came in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from cxloop.cli.session import Screen
from cxloop.cli.words import count, knows
from cxloop.listen.mapping import Mapping

Plain = dict[str, Any]
_REFUSED: Final = ["#column.line", "column.reason", "column.offending", "column.row"]
_FIRST: Final = 6
_WIDEST: Final = 60
_HIDDEN: Final[tuple[Any, ...]] = ("", None, [], ())


def preview(screen: Screen, plain: Plain) -> None:
    """Which column plays which part, and the first rows in those columns."""
    screen.line("import.mapping", path=plain["path"])
    if plain["saved"]:
        screen.line("import.saved")
    if plain["together"]:
        screen.line("import.together", sheets=", ".join(plain["together"]))
    elif plain["other_sheets"]:
        screen.line("import.sheet", sheet=plain["sheet"], others=", ".join(plain["other_sheets"]))
    if plain["header"] is not None:
        screen.line("import.header" if plain["header"] else "import.no_header")
    mapping = {
        role: value
        for role, value in plain["mapping"].items()
        if role != "header" and (role, value) != ("customer_kind", "customer")
    }
    rows = [[screen.say(f"role.{role}"), _columns(value)] for role, value in mapping.items() if value not in _HIDDEN]
    others = [column for column in plain["columns"] if column not in plain["named"]]
    if others:
        rows.append([screen.say("role.properties"), ", ".join(others)])
    screen.table(["column.role", "column.column"], rows)
    moments = Mapping.from_dict(mapping).moments
    if len(moments) > 1 and mapping["value"] and not mapping["value_at"]:
        screen.line("import.value_once", events=", ".join(moments), column=mapping["value"])
    for text in plain["skipped"]:
        screen.line("import.skipped", text=text[:_WIDEST])
    for one in plain["guessed"]:
        screen.line("import.dates", **one)
    if plain["rows"]:
        screen.line("import.preview")
        screen.literal_table(
            plain["named"], [[_cell(row.get(name)) for name in plain["named"]] for row in plain["rows"][:3]]
        )


def _columns(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(" = ".join(str(part) for part in pair if part is not None) for pair in value)
    return str(value)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)[:40]


def dry_run(screen: Screen, plain: Plain) -> None:
    for one in plain["previews"]:
        preview(screen, one)
    screen.line("import.dry")


def report(screen: Screen, plain: Plain) -> None:
    others = {"refused": "import.done.refused", "duplicates": "import.done.duplicates"}
    more = "".join(screen.say(key, n=count(plain[name])) for name, key in others.items() if plain[name])
    screen.line("import.done", imported=count(plain["imported"]), more=more)
    if apart := plain["strays"]:
        screen.line("import.strays", events=count(apart["events"]), begin=apart["from"][:10], end=apart["to"][:10])
    nobody = {"attributed": "import.no_customer.attributed", "alone": "import.no_customer.alone"}
    for name, key in nobody.items():
        if rows := (plain["no_customer"] or {}).get(name):
            screen.line(key, n=count(rows))
    _reasons(screen, plain["reasons"])
    first = [[_name(one["path"]), *_row(screen, row)] for one in plain["files"] for row in one["first_refused"]]
    screen.table(["column.file", *_REFUSED], first[:_FIRST], "import.first_refused")
    for one in plain["files"]:
        if one["refused"] > len(one["first_refused"]):
            screen.line("import.more_refused", number=one["number"])


def refused(screen: Screen, plain: Plain) -> None:
    screen.line("refused.first", number=plain["number"], path=plain["path"], n=count(plain["refused"]))
    _reasons(screen, plain["reasons"])
    screen.table(_REFUSED, [_row(screen, row) for row in plain["first"]])
    if plain["refused"] > len(plain["first"]):
        screen.line("refused.more", n=count(plain["refused"] - len(plain["first"])))


def _reasons(screen: Screen, reasons: dict[str, int]) -> None:
    rows = [[why_refused(screen, reason), count(number)] for reason, number in reasons.items()]
    screen.table(["column.reason", "#column.count"], rows, "import.refused")


def _row(screen: Screen, row: Plain) -> list[str]:
    # details are kept in English
    why = row["detail"] if screen.session.language == "en" and row["detail"] else why_refused(screen, row["reason"])
    cells = row["row"]
    return [count(row["line"]), why, _offending(row), _short(cells)]


def _offending(row: Plain) -> str:
    """The column that the row is refused for, and what stands in it."""
    if row["field"] is None:
        return ""
    value = msgspec.json.decode(row["row"]).get(row["field"])
    return _short(row["field"] if value is None else f"{row['field']}: {value}")


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def why_refused(screen: Screen, reason: str) -> str:
    key = f"refusal.{reason}"
    return screen.say(key) if knows(key) else reason


def _name(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def imports(screen: Screen, plain: Plain) -> None:
    if not plain["imports"]:
        screen.line("imports.none")
        return
    screen.line("imports.first", n=len(plain["imports"]))
    rows = [
        [
            str(row["number"]), str(row["path"]), screen.say(f"status.{row['status']}"), _moment(row["begun_ms"]),
            *(count(row[name]) for name in ("imported", "refused", "duplicates")),
        ]
        for row in plain["imports"]
    ]  # fmt: skip
    counts = ["#column.imported", "#column.refused", "#column.duplicates"]
    screen.table(["#column.number", "column.file", "column.state", "column.time", *counts], rows)


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M")


def undone(screen: Screen, plain: Plain) -> None:
    screen.line("imports.undone", number=plain["undone"], events=count(plain["events"]))
