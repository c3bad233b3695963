"""What PostgreSQL says, as errors that tell the way out."""

from __future__ import annotations

from typing import Final

from cxloop.errors import Both, Busy, CxloopError, DiskFull
from cxloop.stores.errors import StateUnreachable

_STATES: Final = {
    "25006": Both("it is read-only", "읽기 전용입니다"),
    "28000": Both("it refuses this user", "이 사용자를 거부합니다"),
    "28P01": Both("the user or the password is wrong", "사용자나 비밀번호가 틀립니다"),
    "3D000": Both("there is no such database", "그런 데이터베이스가 없습니다"),
    "42501": Both("this user may not do that there", "이 사용자에게 권한이 없습니다"),
    "53300": Both("it has no connection left", "남은 연결이 없습니다"),
}
_BUSY: Final = frozenset({"40001", "40P01", "55P03"})
_FULL: Final = frozenset({"53100"})
_SAID: Final = (
    ("password authentication failed", _STATES["28P01"]),
    ("no password supplied", Both("it asks for a password", "비밀번호를 요구합니다")),
    ("does not exist", _STATES["3D000"]),
    ("too many clients", _STATES["53300"]),
    ("no pg_hba.conf entry", _STATES["28000"]),
)
_SILENT: Final = Both("it does not answer", "응답이 없습니다")
_LOST: Final = ("08", "57")
"""Classes of states: the connection, the operator."""


def server_fault(error: BaseException, where: str) -> CxloopError | None:
    """The clear error for one of the driver's, if there is one. where: the server, without secrets."""
    state = str(getattr(error, "sqlstate", None) or "")
    if state in _BUSY:
        return Busy(path=where)
    if state in _FULL:
        return DiskFull(path=where)
    if state in _STATES:
        return StateUnreachable(address=where, reason=_STATES[state])
    if type(error).__name__ not in ("OperationalError", "ConnectionTimeout", "AdminShutdown"):
        return None
    said = str(error)
    reason = next((reason for words, reason in _SAID if words in said), _SILENT)
    return StateUnreachable(address=where, reason=reason) if not state or state[:2] in _LOST else None
