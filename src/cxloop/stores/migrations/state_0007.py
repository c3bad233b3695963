"""Which identifiers stood together on the rows of imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels = "state_0007", "state_0006", None


def upgrade() -> None:
    op.create_table(
        "met",
        sa.Column("import", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("rows", sa.LargeBinary, nullable=False),
    )
