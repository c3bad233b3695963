"""Flags as tables and lines."""

from __future__ import annotations

import json
from typing import Any

from cxloop.cli.session import Screen
from cxloop.cli.words import count

Plain = dict[str, Any]


def flags(screen: Screen, plain: Plain) -> None:
    if not plain["flags"]:
        screen.line("flag.none")
        return
    rows = [
        [one["flag"], screen.say(f"flag.{one['state'].lower()}"), str(one["version"]), _when(one["changed"]), one["by"],
         _assigned(one["assigned"]), _reminder(screen, one["reminder"])] for one in plain["flags"]
    ]  # fmt: skip
    screen.table(
        ["column.flag", "column.state", "#column.version", "column.changed", "column.by", "column.assigned",
         "column.reminder"], rows,
    )  # fmt: skip


def flag(screen: Screen, plain: Plain) -> None:
    state = screen.say(f"flag.{plain['state'].lower()}")
    told = {"flag": plain["flag"], "version": plain["version"], "when": _when(plain["changed"]), "by": plain["by"]}
    screen.line("flag.one", **told, state=state)
    if plain["assigned"]:
        screen.line("flag.given", assigned=_assigned(plain["assigned"]))
    if plain["definition"] is not None:
        text = json.dumps(plain["definition"], ensure_ascii=False, indent=2)
        screen.console.print(text, markup=False, highlight=False, soft_wrap=True)


def history(screen: Screen, plain: Plain) -> None:
    rows = [
        [str(one["version"]), screen.say(f"flag.{one['state'].lower()}"), _when(one["changed"]), one["by"],
         json.dumps(one["definition"], ensure_ascii=False)] for one in plain["flags"]
    ]  # fmt: skip
    screen.table(["#column.version", "column.state", "column.changed", "column.by", "column.definition"], rows)


def evaluation(screen: Screen, plain: Plain) -> None:
    if plain["error"]:
        screen.line("flag.error", flag=plain["flag"], code=plain["error"], detail=plain["detail"])
    elif plain["variant"] is None:
        screen.line("flag.default", flag=plain["flag"], reason=plain["reason"])
    else:
        value = json.dumps(plain["value"], ensure_ascii=False)
        screen.line("flag.value", flag=plain["flag"], variant=plain["variant"], value=value, reason=plain["reason"])


def _when(text: str) -> str:
    return text[:16].replace("T", " ")


def _assigned(assigned: dict[str, int]) -> str:
    return ", ".join(f"{name} {count(units)}" for name, units in assigned.items())


def _reminder(screen: Screen, found: Plain | None) -> str:
    return "" if found is None else screen.say(f"flag.reminder_{found['why']}", days=count(found["days"]))
