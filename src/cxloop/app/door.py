"""The door of a data folder: what is asked of everybody who comes in, and what is written down of it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from cxloop.ports.access import Accounts, Keys, SignIns
from cxloop.ports.audit import Audit
from cxloop.ports.openid import Flows
from cxloop.trust.audit import Entry
from cxloop.trust.naming import masked_text


class Seal(Protocol):
    """Names that tell nothing, but that this folder can turn back into what they stand for."""

    def close(self, name: str, workspace: str) -> str: ...

    def open(self, name: str, workspace: str) -> str:
        """What a sealed name stands for; any other text as it is."""
        ...


@dataclass(frozen=True, slots=True)
class Door:
    """The keys, the people and the audit log of one data folder. hashing: the key for customers in the audit log."""

    keys: Keys
    accounts: Accounts
    sign_ins: SignIns
    flows: Flows
    audit: Audit
    seal: Seal
    hashing: bytes = field(repr=False)
    now_ms: Callable[[], int]

    def write(
        self,
        who: str,
        action: str,
        workspace: str | None = None,
        *,
        purpose: str | None = None,
        customers: Iterable[str] = (),
        masked: bool = False,
    ) -> None:
        """Adds to the audit log; whoever is answered afterwards can be sure that it is there."""
        hashes = tuple(sorted({self.hash_of(workspace or "", name) for name in customers}))
        said = masked_text(purpose) if purpose else None
        self.audit.append(Entry(self.now_ms(), who, action, workspace, said, hashes, masked))

    def hash_of(self, workspace: str, customer: str) -> str:
        """How a customer of a workspace is called in the audit log; without the folder's secret nobody can tell who it
        is, nor try names out."""
        return hmac.new(
            self.hashing, f"{workspace}\n{customer}".encode("utf-8", "surrogatepass"), hashlib.sha256
        ).hexdigest()[:32]
