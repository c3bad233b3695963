"""The people who may sign in, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from cxloop.stores import sign_ins
from cxloop.stores.access_home import access_database, metadata
from cxloop.stores.homes import Home
from cxloop.stores.texts import column_text
from cxloop.trust.accounts import Account
from cxloop.trust.policy import Role

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("name", column_text(), primary_key=True),
    sa.Column("password", column_text()),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("disabled_ms", sa.BigInteger),
    sa.Column("issuer", column_text()),
    sa.Column("subject", column_text()),
    sa.UniqueConstraint("issuer", "subject"),
)
roles = sa.Table(
    "account_roles",
    metadata,
    sa.Column("account", column_text(), primary_key=True),
    sa.Column("workspace", column_text(), primary_key=True),
    sa.Column("role", column_text(), nullable=False),
)


class SqlAccounts:
    """The accounts of a data folder."""

    def __init__(self, home: str | Path | Home) -> None:
        self.engine = access_database(home)
        self.sign_ins = sign_ins.SqlSignIns(self.engine)

    def add(self, account: Account) -> bool:
        row = {name: getattr(account, name) for name in accounts.columns.keys()}  # noqa: SIM118
        try:
            with self.engine.begin() as connection:
                connection.execute(sa.insert(accounts).values(**row))
                _give(connection, account.name, account.roles)
        except sa.exc.IntegrityError:
            return False
        return True

    def named(self, name: str) -> Account | None:
        return next(iter(self._where(accounts.c.name == name)), None)

    def vouched(self, issuer: str, subject: str) -> Account | None:
        return next(iter(self._where(accounts.c.issuer == issuer, accounts.c.subject == subject)), None)

    def all(self) -> list[Account]:
        return self._where()

    def set_roles(self, name: str, roles_: Mapping[str, Role]) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.delete(roles).where(roles.c.account == name))
            _give(connection, name, roles_)

    def set_password(self, name: str, hash: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.update(accounts).where(accounts.c.name == name).values(password=hash))

    def disable(self, name: str, moment_ms: int) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.update(accounts).where(accounts.c.name == name).values(disabled_ms=moment_ms))
            sign_ins.end_all(connection, name)

    def _where(self, *conditions: Any) -> list[Account]:
        wanted = sa.select(accounts).where(*conditions).order_by(accounts.c.created_ms, accounts.c.name)
        with self.engine.connect() as connection:
            rows = connection.execute(wanted).mappings().all()
            given = roles_of(connection, [row["name"] for row in rows])
        return [Account(**row, roles=given[row["name"]]) for row in rows]


def roles_of(connection: sa.Connection, names: Iterable[str]) -> dict[str, dict[str, Role]]:
    """Of each of these accounts, its role in every workspace that is its own."""
    found: dict[str, dict[str, Role]] = {name: {} for name in names}
    wanted = sa.select(roles).where(roles.c.account.in_(list(found))).order_by(roles.c.workspace)
    for row in connection.execute(wanted):
        found[row.account][row.workspace] = row.role
    return found


def _give(connection: sa.Connection, name: str, given: Mapping[str, Role]) -> None:
    rows = [{"account": name, "workspace": workspace, "role": role} for workspace, role in given.items()]
    if rows:
        connection.execute(sa.insert(roles), rows)
