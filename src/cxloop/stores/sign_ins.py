"""Links handed out, sessions begun and sign-ins under way elsewhere, in SQL: two servers share them, and they outlive
a restart. Only hashes of their secrets are kept.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Literal

import sqlalchemy as sa

from cxloop.stores.access_home import metadata
from cxloop.stores.texts import column_text
from cxloop.trust.accounts import Session
from cxloop.trust.openid import Flow

sign_ins = sa.Table(
    "sign_ins",
    metadata,
    sa.Column("hash", column_text(), primary_key=True),
    sa.Column("kind", column_text(), nullable=False),
    sa.Column("account", column_text(), index=True),
    sa.Column("workspace", column_text(), nullable=False),
    sa.Column("roles", column_text(), nullable=False),
    sa.Column("purpose", column_text()),
    sa.Column("by_link_until_ms", sa.BigInteger, nullable=False),
    sa.Column("until_ms", sa.BigInteger, nullable=False, index=True),
)
_flows = sa.Table(
    "sign_ins_elsewhere",
    metadata,
    sa.Column("hash", column_text(), primary_key=True),
    sa.Column("browser", column_text(), nullable=False),
    sa.Column("nonce", column_text(), nullable=False),
    sa.Column("verifier", column_text(), nullable=False),
    sa.Column("redirect", column_text(), nullable=False),
    sa.Column("until_ms", sa.BigInteger, nullable=False),
)
Kind = Literal["link", "session"]


class SqlSignIns:
    """The links and sessions of a data folder."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def add_link(self, hash: str, offer: Session) -> None:
        self._add("link", hash, offer)

    def take_link(self, hash: str, now_ms: int) -> Session | None:
        with self.engine.begin() as connection:
            # deleted before it is read: of two who open it at once, one only finds a row to delete
            gone = sa.delete(sign_ins).where(sign_ins.c.hash == hash, sign_ins.c.kind == "link").returning(*sign_ins.c)
            row = connection.execute(gone).mappings().one_or_none()
            return _session(connection, row, now_ms)

    def add_session(self, hash: str, session: Session) -> None:
        self._add("session", hash, session)

    def session(self, hash: str, now_ms: int) -> Session | None:
        wanted = sa.select(sign_ins).where(sign_ins.c.hash == hash, sign_ins.c.kind == "session")
        with self.engine.connect() as connection:
            return _session(connection, connection.execute(wanted).mappings().one_or_none(), now_ms)

    def open_workspace(self, hash: str, workspace: str) -> None:
        self._change(hash, workspace=workspace)

    def state_purpose(self, hash: str, purpose: str | None) -> None:
        self._change(hash, purpose=purpose)

    def end(self, hash: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.delete(sign_ins).where(sign_ins.c.hash == hash))

    def end_all(self, account: str) -> None:
        with self.engine.begin() as connection:
            end_all(connection, account)

    def add_flow(self, hash: str, flow: Flow) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.insert(_flows).values(hash=hash, **asdict(flow)))

    def take_flow(self, hash: str, now_ms: int) -> Flow | None:
        gone = sa.delete(_flows).where(_flows.c.hash == hash).returning(*_flows.c)
        with self.engine.begin() as connection:
            row = connection.execute(gone).mappings().one_or_none()
        if row is None or row["until_ms"] < now_ms:
            return None
        return Flow(**{name: value for name, value in row.items() if name != "hash"})

    def forget_old(self, now_ms: int) -> None:
        """Removes what has ended."""
        with self.engine.begin() as connection:
            for table in (sign_ins, _flows):
                connection.execute(sa.delete(table).where(table.c.until_ms < now_ms))

    def _add(self, kind: Kind, hash: str, session: Session) -> None:
        row = {
            "hash": hash, "kind": kind, "account": session.account, "workspace": session.workspace,
            "roles": json.dumps(dict(session.roles), ensure_ascii=False), "purpose": session.purpose,
            "by_link_until_ms": session.by_link_until_ms, "until_ms": session.until_ms,
        }  # fmt: skip
        with self.engine.begin() as connection:
            connection.execute(sa.insert(sign_ins).values(**row))

    def _change(self, hash: str, **values: Any) -> None:
        mine = (sign_ins.c.hash == hash, sign_ins.c.kind == "session")
        with self.engine.begin() as connection:
            connection.execute(sa.update(sign_ins).where(*mine).values(**values))


def end_all(connection: sa.Connection, account: str) -> None:
    """Ends the links and sessions of an account."""
    connection.execute(sa.delete(sign_ins).where(sign_ins.c.account == account))


def _session(connection: sa.Connection, row: Any, now_ms: int) -> Session | None:
    if row is None or row["until_ms"] < now_ms:
        return None
    roles = json.loads(row["roles"]) if row["account"] is None else _roles_now(connection, row["account"])
    if not roles:
        return None
    opened = row["workspace"] if row["workspace"] in roles else next(iter(roles))
    return Session(opened, roles, row["until_ms"], row["account"], row["purpose"], row["by_link_until_ms"])


def _roles_now(connection: sa.Connection, name: str) -> dict[str, Any]:
    """The roles an account has at this moment; none where it is disabled."""
    from cxloop.stores.accounts import accounts, roles_of

    enabled = sa.select(accounts.c.name).where(accounts.c.name == name, accounts.c.disabled_ms.is_(None))
    there = connection.execute(enabled).one_or_none()
    return {} if there is None else roles_of(connection, [name])[name]
