"""The journal as it was first; what is there from before there were migrations stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cxloop.stores.texts import column_number, column_text

revision, down_revision, branch_labels = "journal_0001", None, ("journal",)


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("number", column_number(), primary_key=True, autoincrement=True),
        sa.Column("workspace", column_text(), nullable=False),
        sa.Column("path", column_text(), nullable=False),
        sa.Column("key", column_text(), nullable=False),
        sa.Column("received_us", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index("journal_by_workspace", "journal", ["workspace", "number"], if_not_exists=True)
    op.create_table(
        "claims",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("workspace", column_text(), nullable=False),
        sa.Column("batch", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "batches",
        sa.Column("workspace", column_text(), primary_key=True),
        sa.Column("last", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )
