"""Every error cxloop raises: a stable code, a message, and a hint that says the way out, in English and Korean.

CxloopError
├── CallerError          exit status 2, HTTP 4xx: the caller can mend it
│   ├── UnknownStep, UnknownProperty, UnknownImport, UnknownOutcome, UnknownWorkspace
│   ├── BadRule, BadOutcome, BadDuration, BadPeriod, BadOption
│   ├── FileMissing, FileEmpty, FileBroken, FileUnknown, ColumnMissing, ColumnUnclear, DatesUnclear, NothingImported, MostRefused
│   ├── AlreadyImported, NoEvents, NoCases, NoAmounts, DiskFull, Busy, FolderUnusable, StateBroken
│   ├── MissingExtra
│   ├── UnknownAccount, AccountExists, WeakPassword, WrongPassword, TooManyTries, SignInFailed, PlaceholderSecret,
│   │   SettingMissing, SettingWrong, BadAddress, BadSignature, AuditBroken, ShareGone: in trust.errors
│   ├── UnknownRefusal, BadMessage, UnknownSchema, BadSchema, UnknownUpload, UploadTooLarge, ImportCancelled, ImportEnded,
│   │   NotEmpty, QueryFailed, DatabaseForbidden: in listen.errors
│   ├── HiddenStep, CaselessStep, and those of SQL: in understand.errors
│   ├── StateNewer, StateUnreachable, StateElsewhere: in stores.errors
│   └── NotSignedIn, NotAllowed, NoSuchPage, ForeignHost, ForeignOrigin, ConsoleMissing: in web.errors
└── InternalError        exit status 1, HTTP 500: ours
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from cxloop.particles import filled, particle


class Both(str):
    """A text in English, which knows itself in Korean.

    >>> reason = Both("it is empty", "비어 있습니다")
    >>> str(reason), reason.korean
    ('it is empty', '비어 있습니다')
    """

    korean: str

    def __new__(cls, english: str, korean: str) -> Both:
        made = super().__new__(cls, english)
        made.korean = korean
        return made

    def __reduce__(self) -> tuple[type[Both], tuple[str, str]]:
        return Both, (str(self), self.korean)


class CxloopError(Exception):
    """The root. `code` is stable; `message(language)` and `hint(language)` are for people.

    kept: what was done before and stays, such as the files of one call that came in before the one that failed.

    >>> error = UnknownStep(step="chekout", known=["checkout", "cart"])
    >>> error.code, str(error)
    ('unknown_step', 'There is no step named "chekout".')
    >>> error.hint("en")
    'Did you mean "checkout"?'
    """

    code: ClassVar[str] = "internal"
    texts: ClassVar[dict[str, str]] = {"en": "Something went wrong.", "ko": "문제가 발생했습니다."}
    hints: ClassVar[dict[str, str]] = {"en": "", "ko": ""}
    page_hints: ClassVar[dict[str, str] | None] = None
    about: ClassVar[str | None] = None
    """The detail that is an option of a command and, on pages, a field."""
    exit_status: ClassVar[int] = 1
    http_status: ClassVar[int] = 500

    def __init__(self, **details: object) -> None:
        self.details = details
        self.kept: tuple[dict[str, object], ...] = ()
        super().__init__(self.message("en"))

    def message(self, language: str = "en") -> str:
        return filled(self.texts.get(language, self.texts["en"]), **self._details(language))

    def hint(self, language: str = "en") -> str:
        return filled(self.hints.get(language, self.hints["en"]), **self._details(language))

    def page_hint(self, language: str = "en") -> str:
        """The hint for a reader who has pages in the place of commands: the same one, unless a class has its own."""
        if self.page_hints is None:
            return self.hint(language)
        return filled(self.page_hints.get(language, self.page_hints["en"]), **self._details(language))

    def _details(self, language: str) -> dict[str, object]:
        if language != "ko":
            return self.details
        return {name: text.korean if isinstance(text, Both) else text for name, text in self.details.items()}

    def for_pages(self, language: str, called: Callable[[str], str]) -> dict[str, Any]:
        """As `to_dict`, in the words of pages. called: what pages call an option; empty where the reason alone will do."""
        told = self.to_dict(language) | {"hint": self.page_hint(language)}
        if self.about is not None:
            details = self._details(language)
            field = called(str(details[self.about]).lstrip("-"))
            told["message"] = f"{field}: {details['reason']}." if field else f"{details['reason']}."
        return told

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        plain = {"code": self.code, "message": self.message(language), "hint": self.hint(language)}
        return plain | {"kept": list(self.kept)} if self.kept else plain

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.details)


def _rebuild(kind: type[CxloopError], details: dict[str, object]) -> CxloopError:
    return kind(**details)


class InternalError(CxloopError):
    """Ours: a promise inside the program was broken."""

    texts: ClassVar = {"en": "Internal error: {what}.", "ko": "내부 오류: {what}."}
    hints: ClassVar = {"en": "Please report it with the command you ran.", "ko": "실행한 명령과 함께 알려 주세요."}


class CallerError(CxloopError):
    """What the caller asked for cannot be done as asked."""

    code: ClassVar[str] = "caller"
    exit_status: ClassVar[int] = 2
    http_status: ClassVar[int] = 400


class Unknown(CallerError):
    """A name that does not exist; the hint names the nearest ones, else the first few there are. known: what there is,
    or by each text that stands for one of it, how to name it."""

    http_status: ClassVar[int] = 404
    field: ClassVar[str] = "name"

    def hint(self, language: str = "en") -> str:
        known = self.details.get("known")
        told = known if isinstance(known, Mapping) else {name: name for name in _each(known)}
        said = {str(text): _in(language, name) for text, name in told.items()}
        near = difflib.get_close_matches(str(self.details[self.field]), said, n=3, cutoff=0.6)
        if near:
            quoted = ", ".join(dict.fromkeys(f'"{said[text]}"' for text in near))
            return f"{quoted}{particle(quoted, '을')} 찾으셨나요?" if language == "ko" else f"Did you mean {quoted}?"
        if said:
            quoted = ", ".join(f'"{name}"' for name in list(dict.fromkeys(said.values()))[:8])
            return f"있는 이름: {quoted}" if language == "ko" else f"There are: {quoted}."
        return super().hint(language)


def _each(known: object) -> Iterable[object]:
    return known if isinstance(known, Iterable) else ()


def _in(language: str, text: object) -> str:
    return text.korean if language == "ko" and isinstance(text, Both) else str(text)


class UnknownStep(Unknown):
    code, field = "unknown_step", "step"
    texts: ClassVar = {"en": 'There is no step named "{step}".', "ko": "“{step}” 단계가 없습니다."}


class UnknownProperty(Unknown):
    code, field = "unknown_property", "property"
    texts: ClassVar = {
        "en": 'No event has a property "{property}".',
        "ko": "“{property}” 속성을 가진 이벤트가 없습니다.",
    }


class UnknownImport(Unknown):
    code, field = "unknown_import", "number"
    texts: ClassVar = {"en": "There is no import {number}.", "ko": "{number}번 가져오기가 없습니다."}
    hints: ClassVar = {"en": "`cxloop imports` lists them.", "ko": "`cxloop imports`로 목록을 볼 수 있습니다."}
    page_hints: ClassVar = {"en": "“Imports” lists them.", "ko": "‘가져온 데이터’에서 목록을 볼 수 있습니다."}


class UnknownCustomer(Unknown):
    code, field = "unknown_customer", "customer"
    texts: ClassVar = {
        "en": 'There is no customer or case "{customer}".',
        "ko": "“{customer}” 고객(또는 건)이 없습니다.",
    }
    hints: ClassVar = {
        "en": "Give a user id, an anonymous id or a case as the events have it; with a kind, as customer:VALUE, anonymous:VALUE.",
        "ko": "이벤트에 있는 그대로 사용자 ID, 익명 ID 또는 건 번호를 쓰세요. 종류는 customer:값, anonymous:값처럼 붙입니다.",
    }


class UnknownKey(Unknown):
    code, field = "unknown_key", "key"
    texts: ClassVar = {"en": 'There is no key "{key}" that still opens.', "ko": "아직 유효한 “{key}” 키가 없습니다."}
    hints: ClassVar = {"en": "`cxloop key list` lists them.", "ko": "`cxloop key list`로 목록을 볼 수 있습니다."}


class UnknownPain(Unknown):
    code, field = "unknown_pain", "pain"
    texts: ClassVar = {"en": 'There is no pain point "{pain}".', "ko": "“{pain}” 불편 지점이 없습니다."}


class UnknownWorkspace(Unknown):
    code, field = "unknown_workspace", "workspace"
    texts: ClassVar = {"en": 'There is no workspace "{workspace}" here.', "ko": "“{workspace}” 작업 공간이 없습니다."}
    hints: ClassVar = {
        "en": "Import a file first: cxloop --data DIR --workspace {workspace} import FILE.",
        "ko": "먼저 파일을 가져오세요: cxloop --data DIR --workspace {workspace} import FILE",
    }
    page_hints: ClassVar = {
        "en": "The menu lists those there are.",
        "ko": "메뉴에 있는 작업 공간 가운데 고르세요.",
    }


class BadRule(CallerError):
    code = "bad_rule"
    texts: ClassVar = {
        "en": "The rule cannot be read at character {position}: {reason}.",
        "ko": "규칙의 {position}번째 글자를 읽을 수 없습니다: {reason}.",
    }
    hints: ClassVar = {
        "en": 'Write rules like: event = "search" and results = 0.',
        "ko": '이렇게 써 보세요: event = "search" and results = 0',
    }


class BadOutcome(CallerError):
    code = "bad_outcome"
    texts: ClassVar = {"en": 'The outcome "{outcome}" cannot be read.', "ko": "“{outcome}” 성과를 읽을 수 없습니다."}
    hints: ClassVar = {
        "en": "Use reaches:STEP, avoids:STEP, returns:DAYS, value:DAYS, rating:PROPERTY or duration.",
        "ko": "reaches:단계, avoids:단계, returns:일수, value:일수, rating:속성, duration 중 하나를 쓰세요.",
    }


class NoAmounts(CallerError):
    """Money is asked for where no event has any."""

    code = "no_amounts"
    texts: ClassVar = {
        "en": "No event has an amount, so money cannot be measured.",
        "ko": "금액이 있는 이벤트가 없어 금액을 잴 수 없습니다.",
    }
    hints: ClassVar = {
        "en": "Choose another outcome, or import events with a column that holds the amounts.",
        "ko": "다른 기준을 고르거나, 금액 열이 있는 데이터를 가져오세요.",
    }


class BadDuration(CallerError):
    code = "bad_duration"
    texts: ClassVar = {"en": '"{duration}" is not a length of time.', "ko": "기간으로 읽을 수 없습니다: “{duration}”."}
    hints: ClassVar = {"en": "Write 45m, 12h, 7d or 2w.", "ko": "45m, 12h, 7d, 2w처럼 쓰세요."}


class BadPeriod(CallerError):
    code = "bad_period"
    texts: ClassVar = {"en": '"{moment}" is not a date or time.', "ko": "“{moment}”{moment:은} 날짜나 시각이 아닙니다."}
    hints: ClassVar = {
        "en": "Write 2026-03-31 or 2026-03-31T14:00, or -90d for the last 90 days.",
        "ko": "2026-03-31이나 2026-03-31T14:00처럼, 최근 90일은 -90d로 쓰세요.",
    }


class BadOption(CallerError):
    code, about = "bad_option", "option"
    texts: ClassVar = {"en": "{option}: {reason}.", "ko": "{option}: {reason}."}
    hints: ClassVar = {"en": "See --help.", "ko": "--help를 보세요."}
    page_hints: ClassVar = {"en": "", "ko": ""}


class FileMissing(CallerError):
    code = "file_missing"
    texts: ClassVar = {"en": "There is no file {path}.", "ko": "{path} 파일이 없습니다."}
    hints: ClassVar = {"en": "Check the path.", "ko": "경로를 확인하세요."}


class FileEmpty(CallerError):
    code = "file_empty"
    texts: ClassVar = {"en": "{path} holds no rows.", "ko": "{path}에 행이 없습니다."}
    hints: ClassVar = {"en": "Export it again with at least one row.", "ko": "행이 하나 이상 있도록 다시 내보내세요."}


class FileBroken(CallerError):
    code = "file_broken"
    texts: ClassVar = {
        "en": "{path} cannot be read as {format}: {reason}.",
        "ko": "{path}{path:을} {format}{format:으로} 읽을 수 없습니다: {reason}.",
    }
    hints: ClassVar = {
        "en": "Nothing of it was imported. Export the file again or mend the place named.",
        "ko": "이 파일에서는 아무것도 가져오지 않았습니다. 파일을 다시 내보내거나 해당 위치를 고치세요.",
    }


class FileUnknown(CallerError):
    code = "file_unknown"
    texts: ClassVar = {
        "en": "{path} is of no kind that can be imported.",
        "ko": "{path}{path:은} 가져올 수 있는 형식이 아닙니다.",
    }
    hints: ClassVar = {
        "en": "Use CSV, CSV.gz, Excel, Parquet, JSON Lines, XES, XES.gz or an access log.",
        "ko": "CSV, CSV.gz, Excel, Parquet, JSON Lines, XES, XES.gz, 접속 기록을 쓸 수 있습니다.",
    }


class ColumnMissing(Unknown):
    code, field, http_status = "column_missing", "column", 400
    texts: ClassVar = {"en": '{path} has no column "{column}".', "ko": "{path}에 “{column}” 열이 없습니다."}


class ColumnUnclear(CallerError):
    code = "column_unclear"
    texts: ClassVar = {
        "en": "It is not clear which column of {path} holds the {role}.",
        "ko": "{path}에서 어느 열이 {role}인지 알 수 없습니다.",
    }
    hints: ClassVar = {
        "en": "Name it: {option} COLUMN. There are: {columns}.",
        "ko": "{option} 열이름으로 지정하세요. 있는 열: {columns}",
    }
    page_hints: ClassVar = {
        "en": "Choose it. There are: {columns}.",
        "ko": "직접 고르세요. 있는 열: {columns}",
    }


class DatesUnclear(CallerError):
    code = "dates_unclear"
    texts: ClassVar = {
        "en": 'It is not clear where the year, the month and the day stand in dates such as "{example}" (column "{column}" of {path}).',
        "ko": "{path}의 “{column}” 열에서 “{example}” 같은 날짜의 연·월·일 순서를 알 수 없습니다.",
    }
    hints: ClassVar = {
        "en": "Say it: --dates year-first, --dates day-first or --dates month-first.",
        "ko": "--dates year-first, --dates day-first, --dates month-first 중 하나로 지정하세요.",
    }
    page_hints: ClassVar = {
        "en": "Choose which of them comes first.",
        "ko": "연·월·일 가운데 무엇이 먼저인지 고르세요.",
    }


class NothingImported(CallerError):
    code = "nothing_imported"
    texts: ClassVar = {
        "en": "No row of {path} could be imported; the first was refused because {reason}.",
        "ko": "{path}에서 가져올 수 있는 행이 없습니다. 첫 번째 이유: {reason}.",
    }
    hints: ClassVar = {
        "en": "Check the mapping that was shown; nothing of it was kept.",
        "ko": "표시된 열 연결을 확인하세요. 이 파일에서 남은 것은 없습니다.",
    }


class MostRefused(CallerError):
    code = "most_refused"
    texts: ClassVar = {
        "en": "Read as guessed, {refused} rows of {path} would be refused and {kept_rows} kept; the first because {reason}.",
        "ko": "추측한 대로 읽으면 {path}에서 {refused}행이 거절되고 {kept_rows}행만 남습니다. 첫 번째 이유: {reason}.",
    }
    hints: ClassVar = {
        "en": "Nothing of it was imported. Name the columns, at least --time COLUMN; what cannot be read then is put aside.",
        "ko": "이 파일에서 가져온 것은 없습니다. --time 열이름처럼 열을 지정하세요. 그러면 읽을 수 없는 행만 따로 둡니다.",
    }
    page_hints: ClassVar = {
        "en": "Nothing of it was imported. Choose the columns, at least that of the time; what cannot be read then is put aside.",
        "ko": "이 파일에서 가져온 것은 없습니다. 적어도 시각 열을 직접 고르세요. 그러면 읽을 수 없는 행만 따로 둡니다.",
    }


class AlreadyImported(CallerError):
    code = "already_imported"
    http_status = 409
    texts: ClassVar = {
        "en": "{path} came in before as import {number}, with another mapping.",
        "ko": "{path}{path:은} 다른 열 연결로 이미 {number}번에서 가져왔습니다.",
    }
    hints: ClassVar = {
        "en": "Take that back first: cxloop imports undo {number}.",
        "ko": "먼저 되돌리세요: cxloop imports undo {number}",
    }
    page_hints: ClassVar = {
        "en": "Undo import {number} first, in the list of imports.",
        "ko": "먼저 가져오기 목록에서 {number}번을 되돌리세요.",
    }


class NoEvents(CallerError):
    code = "no_events"
    http_status = 404
    texts: ClassVar = {"en": "There are no events here yet.", "ko": "아직 이벤트가 없습니다."}
    hints: ClassVar = {
        "en": "Import a file: cxloop --data DIR import FILE, or try cxloop demo.",
        "ko": "파일을 가져오거나(cxloop --data DIR import FILE) cxloop demo를 실행해 보세요.",
    }
    page_hints: ClassVar = {
        "en": "Bring in a file under “Imports”.",
        "ko": "‘가져온 데이터’에서 파일을 가져오세요.",
    }


class NoCases(CallerError):
    code = "no_cases"
    texts: ClassVar = {"en": "No event belongs to a case.", "ko": "건(case)에 속한 이벤트가 없습니다."}
    hints: ClassVar = {
        "en": "Ask per customer, or import again with --case COLUMN.",
        "ko": "고객 단위로 묻거나 --case 열이름으로 다시 가져오세요.",
    }
    page_hints: ClassVar = {
        "en": "Ask per customer, or import again with a column for the case.",
        "ko": "고객 단위로 묻거나, 건(case) 열을 골라 다시 가져오세요.",
    }


class DiskFull(CallerError):
    code = "disk_full"
    http_status = 507
    texts: ClassVar = {"en": "The disk that holds {path} is full.", "ko": "디스크가 가득 찼습니다: {path}."}
    hints: ClassVar = {
        "en": "Make room and run the same command again: it goes on where it stopped.",
        "ko": "공간을 확보한 뒤 같은 명령을 다시 실행하면 이어서 진행합니다.",
    }


class Busy(CallerError):
    code = "busy"
    http_status = 409
    texts: ClassVar = {
        "en": "Another process is changing {path}.",
        "ko": "다른 프로세스가 {path}{path:을} 바꾸는 중입니다.",
    }
    hints: ClassVar = {"en": "Wait until it has finished.", "ko": "끝날 때까지 기다려 주세요."}


class FolderUnusable(CallerError):
    code = "folder_unusable"
    texts: ClassVar = {"en": "{path} cannot be used: {reason}.", "ko": "{path}{path:을} 쓸 수 없습니다: {reason}."}
    hints: ClassVar = {
        "en": "Name a folder that you may write to: --data DIR.",
        "ko": "쓰기 권한이 있는 폴더를 지정하세요: --data DIR",
    }


class StateBroken(CallerError):
    code = "state_broken"
    http_status = 500
    texts: ClassVar = {"en": "{path} is damaged: {reason}.", "ko": "{path}{path:이} 손상되었습니다: {reason}."}
    hints: ClassVar = {
        "en": "Start `cxloop serve`: it sets the file aside and keeps what can be read; or put a backup of it in its place.",
        "ko": "`cxloop serve`를 시작하면 파일을 따로 보관하고 읽을 수 있는 내용을 살립니다. 백업한 파일로 바꿔도 됩니다.",
    }


class MissingExtra(CallerError):
    code = "missing_extra"
    texts: ClassVar = {
        "en": "{feature} needs the extra “{extra}”.",
        "ko": "{feature}에는 “{extra}” 추가 설치가 필요합니다.",
    }
    hints: ClassVar = {"en": "pip install 'cxloop[{extra}]'", "ko": "pip install 'cxloop[{extra}]'"}


class FontMissing(CallerError):
    code = "font_missing"
    http_status = 503
    texts: ClassVar = {
        "en": "The typeface {path} for pictures and PDF is not there.",
        "ko": "그림과 PDF에 쓸 글꼴 {path}{path:이} 없습니다.",
    }
    hints: ClassVar = {
        "en": "Run `make setup` in the source folder; SVG, HTML, CSV and Excel need none.",
        "ko": "소스 폴더에서 `make setup`을 실행하세요. SVG, HTML, CSV, Excel에는 필요하지 않습니다.",
    }


class Unwanted(CallerError):
    code = "unwanted"
    http_status = 499
    texts: ClassVar = {
        "en": "Nobody waits for this answer any more.",
        "ko": "이 답을 기다리는 사람이 더는 없습니다.",
    }
    hints: ClassVar = {"en": "Ask again to get it.", "ko": "답이 필요하면 다시 물어보세요."}
