"""A key may let in only so many messages a minute."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels = "access_0003", "access_0002", None


def upgrade() -> None:
    op.add_column("keys", sa.Column("per_minute", sa.BigInteger))
