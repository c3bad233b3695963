"""Names and settings as tables."""

from __future__ import annotations

from typing import Any, Final

from cxloop.cli.session import Screen
from cxloop.cli.words import count

Plain = dict[str, Any]
_NONE: Final = "–"


def names(screen: Screen, plain: Plain) -> None:
    rows = [
        [
            one["event"], count(one["events"]), one["label"]["ko"], one["label"]["en"], one["label"]["description"],
            " · ".join(filter(None, (one["team"], one["label"]["person"]))), _seen(screen, one["label"]),
        ]
        for one in plain["events"]
    ]  # fmt: skip
    head = ["column.event", "#column.events", "column.ko", "column.en", "column.description"]
    screen.table([*head, "column.owner_is", "column.seen_as"], rows)
    channels = [
        [
            one["channel"],
            screen.say(f"kind.{one['kind']}"),
            count(one["events"]),
            one["label"]["ko"],
            one["label"]["en"],
        ]
        for one in plain["channels"]
    ]
    screen.table(["column.channel", "column.kind", "#column.events", "column.ko", "column.en"], channels)
    settings(screen, plain)


def settings(screen: Screen, plain: Plain) -> None:
    told = plain["settings"]
    shown = {name: told[name] or _NONE for name in ("currency", "zone", "hours", "bots")}
    screen.line("names.settings", week=screen.say(f"weekday.{told['week_begins']}"), **shown)


def edits(screen: Screen, plain: Plain) -> None:
    if not plain["edits"]:
        screen.line("names.none")
        return
    rows = [
        [
            str(one["number"]), one["at"][:16].replace("T", " "), one["by"], one["name"],
            " · ".join(
                f"{field}: {_said(screen, field, was)} → {_said(screen, field, now)}"
                for field, (was, now) in one["changed"].items()
            ),
        ]
        for one in plain["edits"]
    ]  # fmt: skip
    screen.table(["#column.number", "column.time", "column.by", "column.name", "column.changed"], rows)


def _seen(screen: Screen, label: Plain) -> str:
    told = [
        screen.say("names.hidden") if label["hidden"] else "",
        screen.say("names.merged", event=label["merged_into"]) if label["merged_into"] else "",
        screen.say(f"names.error_{label['error']}") if label["error"] else "",
        screen.say(f"kind.{label['kind']}") if label["kind"] else "",
    ]
    return " · ".join(filter(None, told))


def _said(screen: Screen, field: str, value: object) -> str:
    if field == "kind" and value:
        return screen.say(f"kind.{value}")
    return _NONE if value == "" else str(value).lower() if isinstance(value, bool) else str(value)
