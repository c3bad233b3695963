"""Flags for a program that evaluates them itself: fetched beside it, so that no evaluation waits for anything.

The server being down, slow or wrong changes nothing but how old the flags are; before the first definitions have come,
every answer is the program's own default.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from cxloop.change.flags.flag import Resolution
from cxloop.change.flags.flags import Flags

logger = logging.getLogger("cxloop.flags")
Value = TypeVar("Value")
Exposed = Callable[[str, str, Mapping[str, Any]], None]
MOST_BYTES: Final = 16 << 20


class FlagClient:
    """Flags of a workspace, as they were a moment ago.

    address: the server's, such as `http://127.0.0.1:8765`. key: of purpose `rules`. every_seconds: how often it looks;
    timeout_seconds: how long it waits for the server then. exposed: called with flag, variant and context where `value`
    is told that the customer gets to see it.

    It draws lots of experiments by itself, by `bucket` alone: give the same `targetingKey` before and after a sign-in.

    >>> client = FlagClient("http://127.0.0.1:9", "cxd_none", every_seconds=60)
    >>> client.value("checkout", "old", {"targetingKey": "anna"}), client.loaded(0)
    ('old', False)
    >>> client.close()
    """

    def __init__(
        self,
        address: str,
        key: str,
        *,
        every_seconds: float = 2.0,
        timeout_seconds: float = 2.0,
        exposed: Exposed | None = None,
    ) -> None:
        self._url, self._key = f"{address.rstrip('/')}/ofrep/v1/definitions", key
        self._every, self._timeout, self._exposed = every_seconds, timeout_seconds, exposed
        self._flags = Flags({}, _now)
        self._tag = ""
        self._ending, self._came = threading.Event(), threading.Event()
        threading.Thread(target=self._run, name="cxloop flags", daemon=True).start()

    def loaded(self, timeout_seconds: float | None = None) -> bool:
        """Whether definitions have come; waits so long for them."""
        return self._came.wait(timeout_seconds)

    def resolve(self, flag: str, default: Any, context: Mapping[str, Any]) -> Resolution:
        """What a flag says, why, and what went wrong; never raises and never waits."""
        return self._flags.resolve(flag, default, context)

    def value(self, flag: str, default: Value, context: Mapping[str, Any], *, shown: bool = False) -> Value:
        """The value alone; shown: the customer gets to see it now, which counts as an exposure."""
        found = self._flags.resolve(flag, default, context)
        if shown and found.variant is not None and self._exposed is not None:
            self._exposed(flag, found.variant, context)
        value: Value = found.value
        return value

    def close(self) -> None:
        """Looks no more; what is known stays."""
        self._ending.set()

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self._fetch()
            except Exception as error:  # whatever a server says, what is known stays
                logger.debug("flags could not be fetched: %s", error)
            self._ending.wait(self._every)

    def _fetch(self) -> None:
        headers = {"authorization": f"Bearer {self._key}", "if-none-match": self._tag or '""'}
        request = urllib.request.Request(self._url, headers=headers)  # noqa: S310 - the address is the program's own
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310
                body, tag = answer.read(MOST_BYTES + 1), answer.headers.get("etag", "")
        except urllib.error.HTTPError as error:
            if error.code == 304:
                return
            raise
        read = json.loads(body)
        if len(body) > MOST_BYTES or not isinstance(read, dict) or not isinstance(read.get("flags"), dict):
            raise ValueError("these are no flags")
        self._flags, self._tag = Flags(read, _now), tag
        self._came.set()


def _now() -> int:
    return int(time.time())
