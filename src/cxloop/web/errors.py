"""The errors of pages: who may see them, and what is not there. They belong to the tree in `errors`."""

from __future__ import annotations

from typing import ClassVar

from cxloop.errors import CallerError


class NotSignedIn(CallerError):
    """No session goes with the request."""

    code = "not_signed_in"
    http_status = 401
    texts: ClassVar = {"en": "You are not signed in.", "ko": "로그인되어 있지 않습니다."}
    hints: ClassVar = {
        "en": "Open the link that `cxloop serve` printed; each link works once, for ten minutes.",
        "ko": "`cxloop serve`가 출력한 링크를 여세요. 링크는 10분 안에 한 번만 쓸 수 있습니다.",
    }


class NotAllowed(CallerError):
    """The role of the session does not reach so far."""

    code = "not_allowed"
    http_status = 403
    texts: ClassVar = {"en": "Your role does not allow {page}.", "ko": "지금 권한으로는 쓸 수 없습니다: {page}."}
    hints: ClassVar = {"en": "Ask an admin of the workspace.", "ko": "작업 공간 관리자(admin)에게 요청하세요."}


class NoSuchPage(CallerError):
    """A page or a record of a page that is not there."""

    code = "no_such_page"
    http_status = 404
    texts: ClassVar = {"en": "There is no page {page}.", "ko": "{page} 페이지가 없습니다."}
    hints: ClassVar = {"en": "Go on from the overview.", "ko": "개요에서 다시 시작하세요."}


class ForeignHost(CallerError):
    """A name under which the console is not served."""

    code = "foreign_host"
    http_status = 421
    texts: ClassVar = {
        "en": 'This console does not answer to the name "{host}".',
        "ko": "이 콘솔은 “{host}” 주소로 열 수 없습니다.",
    }
    hints: ClassVar = {"en": "Use http://127.0.0.1 and the port.", "ko": "http://127.0.0.1과 포트 번호로 여세요."}


class ForeignOrigin(CallerError):
    """A request that a page of somebody else has sent."""

    code = "foreign_origin"
    http_status = 403
    texts: ClassVar = {"en": "The request came from another site.", "ko": "다른 사이트에서 온 요청입니다."}
    hints: ClassVar = {"en": "Do it from the console itself.", "ko": "콘솔 화면에서 직접 실행하세요."}


class ConsoleMissing(CallerError):
    """A checkout whose scripts have not been bundled."""

    code = "console_missing"
    http_status = 503
    texts: ClassVar = {
        "en": "The console's scripts have not been built.",
        "ko": "콘솔 스크립트가 아직 빌드되지 않았습니다.",
    }
    hints: ClassVar = {"en": "Run `make setup` in the source folder.", "ko": "소스 폴더에서 `make setup`을 실행하세요."}
