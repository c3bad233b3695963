"""Names that tell nothing: an identifier encrypted under the folder's secret, always to the same name (AES-SIV).

A list of sealed names can be counted and joined, and each opens its own masked journey; nobody without the secret can
turn one back or try identifiers out.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

_MARK: Final = "~"


class SivSeal:
    """key: 64 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(key)

    def close(self, name: str, workspace: str) -> str:
        """The name that stands for an identifier in a workspace."""
        shut = self._cipher.encrypt(name.encode("utf-8", "surrogatepass"), [workspace.encode()])
        return _MARK + base64.urlsafe_b64encode(shut).decode().rstrip("=")

    def open(self, name: str, workspace: str) -> str:
        """What a sealed name stands for; any other text as it is.

        >>> seal = SivSeal(bytes(range(64)))
        >>> shut = seal.close("anna", "main")
        >>> seal.open(shut, "main"), seal.open("anna", "main"), seal.open(shut, "other") == shut
        ('anna', 'anna', True)
        """
        if not name.startswith(_MARK):
            return name
        try:
            shut = base64.urlsafe_b64decode(name[1:] + "=" * (-len(name[1:]) % 4))
            return self._cipher.decrypt(shut, [workspace.encode()]).decode("utf-8", "surrogatepass")
        except (InvalidTag, binascii.Error, ValueError):
            return name
