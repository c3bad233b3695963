"""Bodies are packed from here on, and how long they are unpacked stands beside them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels = "journal_0003", "journal_0002", None


def upgrade() -> None:
    op.add_column("journal", sa.Column("size", sa.BigInteger))
