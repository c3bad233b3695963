"""One immutable fact about a customer, as a row of the event table.

The table is the truth. It says nothing about who is who: the identifiers stand as they came. A row's key is
(`batch`, `sequence`): the import or filing batch that brought it, and its place in there (line, place in the request).
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

_moment: Final = pa.timestamp("us", tz="UTC")

SOURCE_SCHEMA: Final = pa.schema(
    [
        pa.field("occurred", _moment, nullable=False),  # when it happened
        pa.field("sent", _moment),  # the device's clock when it sent
        pa.field("event", pa.string(), nullable=False),
        pa.field("customer_kind", pa.string(), nullable=False),  # kind of the identifier below: "customer", "e-mail", …
        pa.field("customer", pa.string(), nullable=False),  # the identifier the row is filed under
        pa.field("identifiers", pa.string()),  # the others: a JSON object kind → value
        pa.field("case_id", pa.string()),
        pa.field("channel", pa.string()),
        pa.field("owner", pa.string()),  # who did or owns the step
        pa.field("due", _moment),  # the promised date
        pa.field("value", pa.float64()),  # money
        pa.field("text", pa.string()),
        pa.field("properties", pa.string()),  # a JSON object
        pa.field("event_id", pa.string()),  # the id its source gave, if any
        pa.field("sequence", pa.int64(), nullable=False),  # place in its source: line, place in the batch
    ]
)
"""What a connector delivers."""

EVENT_SCHEMA: Final = pa.schema(
    [
        *SOURCE_SCHEMA,
        pa.field("received", _moment, nullable=False),
        pa.field("batch", pa.int64(), nullable=False),
        pa.field("fingerprint", pa.int64(), nullable=False),  # hash of the content: the same row twice has it twice
    ]
)
"""What the event table holds."""


FILED: Final = 1_000_000_000
"""Batches of imports are numbered from 1, those of filing from here."""
ASSIGNED, EVALUATED, EXPOSED = "$flag_assigned", "$flag_evaluated", "flag exposed"
"""What happens with a flag: a unit is given a variant; a program asks for it; the customer gets to see it."""
JOINED, LEFT = "Beta joined", "Beta left"
"""A customer takes part in something that is not for everybody yet, or no longer does; `beta` says in what."""
SILENT: Final = ("$identify", "$alias", "$group", ASSIGNED, EVALUATED)
"""Events that say who somebody is, or that only programs know of: kept in the table, no steps of a journey."""


def event_id(batch: int, sequence: int) -> str:
    """The name by which evidence points at one event: stable under compaction and index rebuilds.

    >>> event_id(3, 120)
    '3:120'
    """
    return f"{batch}:{sequence}"


def event_key(id: str) -> tuple[int, int] | None:
    """Batch and place of an event by its name; None where it is none.

    >>> event_key("3:120"), event_key("three")
    ((3, 120), None)
    """
    batch, colon, sequence = id.partition(":")
    numbers = batch.isdecimal() and sequence.isdecimal() and len(id) < 40
    return (int(batch), int(sequence)) if colon and numbers else None
