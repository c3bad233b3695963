"""The people who may sign in, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from cxloop.stores import sign_ins
from cxloop.stores.database import database
from cxloop.trust.accounts import Account
from cxloop.trust.policy import Role

metadata = sa.MetaData()
accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("password", sa.Text),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("disabled_ms", sa.BigInteger),
    sa.Column("issuer", sa.Text),
    sa.Column("subject", sa.Text),
    sa.UniqueConstraint("issuer", "subject"),
)
roles = sa.Table(
    "account_roles",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("workspace", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
)


class SqlAccounts:
    """The accounts of a data folder."""

    def __init__(self, path: str | Path) -> None:
        self.engine = database(path, metadata, sign_ins.metadata)
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
