"""Prototypes as tables and sentences."""

from __future__ import annotations

from typing import Any

from cxloop.cli.session import Screen
from cxloop.cli.words import count, share

Plain = dict[str, Any]


def prototypes(screen: Screen, plain: Plain) -> None:
    if not plain["prototypes"]:
        screen.line("prototype.none")
        return
    rows = [
        [one["id"], one["idea"], one["title"], screen.say(f"loop.state_{one['state']}"), _invited(screen, one),
         count(one["seen"]), count(one["answered"])] for one in plain["prototypes"]
    ]  # fmt: skip
    screen.table(
        ["#column.number", "#column.idea", "column.title", "column.state", "#column.invited", "#column.seen_by",
         "#column.answered"], rows,
    )  # fmt: skip


def prototype(screen: Screen, plain: Plain) -> None:
    state = screen.say(f"loop.state_{plain['state']}")
    screen.line("prototype.title", id=plain["id"], idea=plain["idea"], title=plain["title"], state=state)
    for text in (plain["description"], plain["address"]):
        if text:
            screen.console.print(text, markup=False, highlight=False, soft_wrap=True)
    screen.line(
        "prototype.counts", invited=_invited(screen, plain), seen=count(plain["seen"]), n=count(plain["answered"])
    )
    rows = [
        [_asks(screen, one), screen.say(f"prototype.kind_{one['kind']}"), count(one["n"]), *_figures(one)]
        for one in plain["questions"]
    ]
    screen.table(["column.question", "column.kind", "#column.answers", "#column.result", "#column.interval"], rows)
    said = [
        [one["time"][:16].replace("T", " "), one["customer"], _asks(screen, asked[each["key"]]), _said(screen, each)]
        for asked in [{one["key"]: one for one in plain["questions"]}]
        for one in plain["answers"]
        for each in one["said"]
    ]
    screen.table(["column.time", "column.customer", "column.question", "column.answer"], said)
    if plain["state"] == "open" and not plain["answered"]:
        screen.line("prototype.next", id=plain["id"])


def links(screen: Screen, plain: Plain) -> None:
    if plain["open"] is not None:
        screen.line("prototype.open_link", link=plain["open"])
    for one in plain["links"]:  # a table would break the links
        screen.line("prototype.own_link", customer=one["customer"], link=one["link"])


def _asks(screen: Screen, question: Plain) -> str:
    return str(question["question"] or screen.say(f"prototype.usual_{question['key']}"))


def _invited(screen: Screen, plain: Plain) -> str:
    return screen.say("prototype.anybody") if plain["invitations"] is None else count(plain["invitations"])


def _figures(one: Plain) -> tuple[str, str]:
    """What came of a question, and its interval."""
    if one["mean"] is not None:
        return f"{one['mean']:.2f}", "–" if one["low"] is None else f"{one['low']:.2f} … {one['high']:.2f}"
    return ("–", "–") if one["share"] is None else (share(one["share"]), f"{share(one['low'])} … {share(one['high'])}")


def _said(screen: Screen, said: Plain) -> str:
    if said["rating"] is not None:
        return str(said["rating"])
    return str(said["text"]) if said["yes"] is None else screen.say("word.yes" if said["yes"] else "word.no")
