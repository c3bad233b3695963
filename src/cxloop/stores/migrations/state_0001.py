"""State as it was first; what is there from before there were migrations, with or without live capture, stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cxloop.stores.texts import column_number, column_text

revision, down_revision, branch_labels = "state_0001", None, ("state",)


def upgrade() -> None:
    _imports()
    _quarantine()
    _saved()
    _filings()
    _refusals()


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("path", column_text(), nullable=False),
        sa.Column("digest", column_text(), nullable=False),
        sa.Column("mapping", column_text(), nullable=False),
        sa.Column("status", column_text(), nullable=False),
        sa.Column("imported", sa.BigInteger, nullable=False),
        sa.Column("refused", sa.BigInteger, nullable=False),
        sa.Column("duplicates", sa.BigInteger, nullable=False),
        sa.Column("begun_ms", sa.BigInteger, nullable=False),
        sa.Column("ended_ms", sa.BigInteger),
        sa.Column("properties", column_text(), nullable=False),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_table(
        "parts",
        sa.Column("import", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("batches", sa.Integer, nullable=False),
        sa.Column("ordinal", sa.BigInteger, nullable=False),
        sa.Column("imported", sa.BigInteger, nullable=False),
        sa.Column("duplicates", sa.BigInteger, nullable=False),
        sa.Column("staged", column_text()),
        sa.Column("properties", column_text(), nullable=False),
        if_not_exists=True,
    )


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", column_number(), primary_key=True),
        sa.Column("import", sa.Integer, nullable=False),
        sa.Column("line", sa.BigInteger, nullable=False),
        sa.Column("reason", column_text(), nullable=False),
        sa.Column("detail", column_text(), nullable=False),
        sa.Column("raw", column_text(), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_quarantine_import", "quarantine", ["import"], if_not_exists=True)


def _saved() -> None:
    op.create_table(
        "mappings",
        sa.Column("signature", column_text(), primary_key=True),
        sa.Column("mapping", column_text(), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "settings",
        sa.Column("key", column_text(), primary_key=True),
        sa.Column("value", column_text(), nullable=False),
        if_not_exists=True,
    )


def _filings() -> None:
    op.create_table(
        "messages",
        sa.Column("id", column_number(), primary_key=True, autoincrement=False),
        sa.Column("payload", sa.BigInteger, nullable=False),
        sa.Column("batch", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_messages_day", "messages", ["day"], if_not_exists=True)
    op.create_table(
        "links",
        sa.Column("anonymous", column_text(), primary_key=True),
        sa.Column("customer", column_text(), primary_key=True),
        sa.Column("occurred_us", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "catalogue",
        sa.Column("event", column_text(), primary_key=True),
        sa.Column("property", column_text(), primary_key=True),
        sa.Column("types", column_text(), nullable=False),
        sa.Column("example", column_text(), nullable=False),
        sa.Column("first_us", sa.BigInteger, nullable=False),
        sa.Column("last_us", sa.BigInteger, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("batch", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )


def _refusals() -> None:
    op.create_table(
        "refusals",
        sa.Column("number", column_number(), primary_key=True, autoincrement=True),
        sa.Column("batch", sa.BigInteger, nullable=False),
        sa.Column("request", sa.BigInteger, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("path", column_text(), nullable=False),
        sa.Column("reason", column_text(), nullable=False),
        sa.Column("detail", column_text(), nullable=False),
        sa.Column("message_id", column_text()),
        sa.Column("received_us", sa.BigInteger, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.Column("status", column_text(), nullable=False),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index("ix_refusals_batch", "refusals", ["batch"], if_not_exists=True)
    op.create_index("ix_refusals_status", "refusals", ["status"], if_not_exists=True)
