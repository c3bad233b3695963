"""Accounts and the audit log as tables and lines."""

from __future__ import annotations

from typing import Any

from cxloop.cli.session import Screen
from cxloop.cli.words import count

Plain = dict[str, Any]


def people(screen: Screen, plain: Plain) -> None:
    if not plain["accounts"]:
        screen.line("account.none")
        return
    rows = [
        [one["account"], _roles(one), screen.say("account.has" if one["password"] else "account.has_not"),
         one["issuer"] or "", (one["disabled"] or "")[:10]] for one in plain["accounts"]
    ]  # fmt: skip
    screen.table(["column.account", "column.roles", "column.password", "column.issuer", "column.disabled"], rows)


def person(screen: Screen, plain: Plain) -> None:
    screen.line("account.is", account=plain["account"], roles=_roles(plain) or "–")
    if plain["disabled"]:
        screen.line("account.disabled", account=plain["account"])


def invitation(screen: Screen, plain: Plain) -> None:
    screen.line("account.link", account=plain["account"], roles=_roles(plain), until=plain["expires"][11:16])
    screen.console.print(plain["link"], markup=False, highlight=False, soft_wrap=True)


def accesses(screen: Screen, plain: Plain) -> None:
    if not plain["records"]:
        screen.line("audit.none")
        return
    rows = [
        [str(one["number"]), one["time"][:19].replace("T", " "), one["who"], one["action"], one["workspace"] or "",
         one["purpose"] or "", count(len(one["customers"])), screen.say("audit.masked") if one["masked"] else ""]
        for one in plain["records"]
    ]  # fmt: skip
    screen.table(
        ["#column.number", "column.time", "column.who", "column.action", "column.workspace", "column.stated",
         "#column.customers", "column.masked"], rows,
    )  # fmt: skip


def whole(screen: Screen, plain: Plain) -> None:
    screen.line("audit.whole", n=count(plain["records"]), anchored=count(plain["anchored"]), anchor=plain["anchor"])
    screen.line("audit.head", head=plain["head"])


def _roles(plain: Plain) -> str:
    return ", ".join(f"{workspace}: {role}" for workspace, role in plain["roles"].items())
