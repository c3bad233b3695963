"""How far sending to each webhook has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cxloop.stores.texts import column_text

revision, down_revision, branch_labels = "state_0006", "state_0005", None


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("hook", column_text(), primary_key=True),
        sa.Column("cursor", sa.BigInteger, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("next_ms", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("reason", column_text(), nullable=False),
        sa.Column("sent_ms", sa.BigInteger),
        sa.Column("stopped", column_text()),
        sa.Column("holder", column_text()),
        sa.Column("held_until_ms", sa.BigInteger, nullable=False),
    )
