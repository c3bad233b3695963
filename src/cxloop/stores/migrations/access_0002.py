"""People, their roles, sign-ins and the audit log; what is there from before there were migrations stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cxloop.stores.texts import column_text

revision, down_revision, branch_labels = "access_0002", "access_0001", None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", column_text(), primary_key=True),
        sa.Column("password", column_text()),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("disabled_ms", sa.BigInteger),
        sa.Column("issuer", column_text()),
        sa.Column("subject", column_text()),
        sa.UniqueConstraint("issuer", "subject"),
        if_not_exists=True,
    )
    op.create_table(
        "account_roles",
        sa.Column("account", column_text(), primary_key=True),
        sa.Column("workspace", column_text(), primary_key=True),
        sa.Column("role", column_text(), nullable=False),
        if_not_exists=True,
    )
    _sign_ins()
    _audit()


def _sign_ins() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("hash", column_text(), primary_key=True),
        sa.Column("kind", column_text(), nullable=False),
        sa.Column("account", column_text()),
        sa.Column("workspace", column_text(), nullable=False),
        sa.Column("roles", column_text(), nullable=False),
        sa.Column("purpose", column_text()),
        sa.Column("by_link_until_ms", sa.BigInteger, nullable=False),
        sa.Column("until_ms", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_sign_ins_account", "sign_ins", ["account"], if_not_exists=True)
    op.create_index("ix_sign_ins_until_ms", "sign_ins", ["until_ms"], if_not_exists=True)
    op.create_table(
        "sign_ins_elsewhere",
        sa.Column("hash", column_text(), primary_key=True),
        sa.Column("browser", column_text(), nullable=False),
        sa.Column("nonce", column_text(), nullable=False),
        sa.Column("verifier", column_text(), nullable=False),
        sa.Column("redirect", column_text(), nullable=False),
        sa.Column("until_ms", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )


def _audit() -> None:
    op.create_table(
        "audit_records",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("moment_ms", sa.BigInteger, nullable=False),
        sa.Column("who", column_text(), nullable=False),
        sa.Column("action", column_text(), nullable=False),
        sa.Column("workspace", column_text()),
        sa.Column("purpose", column_text()),
        sa.Column("customers", column_text(), nullable=False),
        sa.Column("masked", sa.Boolean, nullable=False),
        sa.Column("mac", column_text(), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_audit_records_workspace", "audit_records", ["workspace"], if_not_exists=True)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("mac", column_text(), nullable=False),
        if_not_exists=True,
    )
