"""Which identifiers stood together on the rows of imports; which column a refused row is refused for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cxloop.stores.texts import column_text

revision, down_revision, branch_labels = "state_0007", "state_0006", None


def upgrade() -> None:
    op.create_table(
        "met",
        sa.Column("import", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("rows", sa.LargeBinary, nullable=False),
    )
    op.add_column("quarantine", sa.Column("field", column_text()))
