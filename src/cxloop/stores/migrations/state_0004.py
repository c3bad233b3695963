"""Schemas of events, and how messages differ from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cxloop.stores.texts import column_text

revision, down_revision, branch_labels = "state_0004", "state_0003", None


def upgrade() -> None:
    op.create_table(
        "schemas",
        sa.Column("event", column_text(), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("text", column_text()),
        sa.Column("fixed_us", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "violations",
        sa.Column("event", column_text(), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("property", column_text(), primary_key=True),
        sa.Column("kind", column_text(), primary_key=True),
        sa.Column("found", column_text(), nullable=False),
        sa.Column("first_us", sa.BigInteger, nullable=False),
        sa.Column("last_us", sa.BigInteger, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("batch", sa.BigInteger, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
