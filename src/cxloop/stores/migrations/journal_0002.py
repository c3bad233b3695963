"""A checksum for each request: what the disk hands out changed is not taken for what was accepted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels = "journal_0002", "journal_0001", None


def upgrade() -> None:
    op.add_column("journal", sa.Column("checksum", sa.BigInteger))
