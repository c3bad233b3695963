"""What people write down, and who was given what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cxloop.stores.texts import column_number, column_text

revision, down_revision, branch_labels = "state_0005", "state_0004", None


def upgrade() -> None:
    op.create_table(
        "records",
        sa.Column("number", column_number(), primary_key=True),
        sa.Column("kind", column_text(), nullable=False),
        sa.Column("id", column_text(), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text", column_text()),
        sa.Column("by", column_text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("kind", "id", "version", name="records_version"),
    )
    op.create_table(
        "assignments",
        sa.Column("flag", column_text(), primary_key=True),
        sa.Column("unit", column_text(), primary_key=True),
        sa.Column("variant", column_text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_links_customer", "links", ["customer"])
