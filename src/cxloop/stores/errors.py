"""The errors of a state that is not as it was left. They belong to the tree in `errors`."""

from __future__ import annotations

from typing import ClassVar

from cxloop.errors import CallerError


class StateNewer(CallerError):
    """What a newer version wrote is not read."""

    code = "state_newer"
    http_status = 500
    texts: ClassVar = {
        "en": "{path} was written by a newer version of cxloop.",
        "ko": "{path}{path:은} 더 새로운 버전의 cxloop이 기록한 것입니다.",
    }
    hints: ClassVar = {
        "en": "Update cxloop; nothing was changed.",
        "ko": "cxloop을 업데이트하세요. 바뀐 것은 없습니다.",
    }


class StateUnreachable(CallerError):
    """The database that holds the state does not answer, or not to us."""

    code = "state_unreachable"
    http_status = 503
    texts: ClassVar = {
        "en": "The PostgreSQL database {address} cannot be used: {reason}.",
        "ko": "PostgreSQL 데이터베이스 {address}{address:을} 쓸 수 없습니다: {reason}.",
    }
    hints: ClassVar = {
        "en": "Check CXLOOP_STATE, the server, and that this user may create schemas in the database.",
        "ko": "CXLOOP_STATE와 서버를 확인하고, 이 사용자가 데이터베이스에 스키마를 만들 수 있는지 확인하세요.",
    }


class StateElsewhere(CallerError):
    """Folder and database do not belong to each other."""

    code = "state_elsewhere"
    http_status = 409
    texts: ClassVar = {
        "en": "The state of {folder} is not there: {reason}.",
        "ko": "{folder}의 상태가 그곳에 없습니다: {reason}.",
    }
    hints: ClassVar = {
        "en": "Set CXLOOP_STATE as it was, or use a data folder and a database that belong to nothing else.",
        "ko": "CXLOOP_STATE를 원래대로 설정하거나, 다른 곳에 쓰이지 않는 데이터 폴더와 데이터베이스를 쓰세요.",
    }
