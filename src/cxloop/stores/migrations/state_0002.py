"""A message of a batch is refused once: whoever files a batch again, even beside another, adds nothing."""

from __future__ import annotations

from alembic import op

revision, down_revision, branch_labels = "state_0002", "state_0001", None


def upgrade() -> None:
    op.execute(
        "delete from refusals where number not in (select min(number) from refusals group by batch, request, place)"
    )
    op.create_index("refusals_once", "refusals", ["batch", "request", "place"], unique=True)
    op.drop_index("ix_refusals_batch", "refusals")
