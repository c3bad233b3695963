"""What tests of faults share."""

from __future__ import annotations

from servers import postgres, postgres_server

__all__ = ["postgres", "postgres_server"]
