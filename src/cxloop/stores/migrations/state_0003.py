"""Links name the batch that changed them last, so that what is new can be asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels = "state_0003", "state_0002", None


def upgrade() -> None:
    op.add_column("links", sa.Column("batch", sa.BigInteger, nullable=False, server_default="0"))
    op.create_index("ix_links_batch", "links", ["batch"])
