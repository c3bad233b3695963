"""Keys as they were first; what is there from before there were migrations stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cxloop.stores.texts import column_text

revision, down_revision, branch_labels = "access_0001", None, ("access",)


def upgrade() -> None:
    op.create_table(
        "keys",
        sa.Column("id", column_text(), primary_key=True),
        sa.Column("workspace", column_text(), nullable=False),
        sa.Column("purpose", column_text(), nullable=False),
        sa.Column("name", column_text(), nullable=False),
        sa.Column("hash", column_text(), nullable=False, unique=True),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("expires_ms", sa.BigInteger),
        sa.Column("revoked_ms", sa.BigInteger),
        if_not_exists=True,
    )
    op.create_index("ix_keys_workspace", "keys", ["workspace"], if_not_exists=True)
