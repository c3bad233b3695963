"""Errors around what comes in: files that are sent, messages in quarantine, and schemas."""

from __future__ import annotations

from typing import ClassVar

from cxloop.errors import CallerError, ColumnUnclear, Unknown


class UnknownRefusal(Unknown):
    """No such message in quarantine."""

    code, field = "unknown_refusal", "number"
    texts: ClassVar = {
        "en": "There is no message {number} in quarantine.",
        "ko": "격리된 {number}번 메시지가 없습니다.",
    }
    hints: ClassVar = {
        "en": "`cxloop quarantine list` lists them.",
        "ko": "`cxloop quarantine list`로 목록을 볼 수 있습니다.",
    }
    page_hints: ClassVar = {"en": "“Quarantine” lists them.", "ko": "‘격리함’에서 목록을 볼 수 있습니다."}


class BadMessage(CallerError):
    """A message as somebody mended it would be refused again."""

    code = "bad_message"
    texts: ClassVar = {
        "en": "The message would be refused again: {reason}.",
        "ko": "메시지가 다시 거절됩니다: {reason}.",
    }
    hints: ClassVar = {
        "en": "Write the whole message as one JSON object.",
        "ko": "메시지 전체를 JSON 객체 하나로 쓰세요.",
    }


class UnknownSchema(Unknown):
    """No schema, and nothing to make one from."""

    code, field = "unknown_schema", "event"
    texts: ClassVar = {
        "en": 'The event "{event}" has no schema, and none has come in to make it from.',
        "ko": "“{event}” 이벤트에는 스키마가 없고, 만들 바탕이 될 메시지도 들어오지 않았습니다.",
    }
    hints: ClassVar = {
        "en": "`cxloop schema list` lists the events.",
        "ko": "`cxloop schema list`로 이벤트 목록을 볼 수 있습니다.",
    }
    page_hints: ClassVar = {"en": "“Event catalogue” lists them.", "ko": "‘이벤트 카탈로그’에서 목록을 볼 수 있습니다."}


class BadSchema(CallerError):
    """What was written cannot be checked against."""

    code = "bad_schema"
    texts: ClassVar = {"en": "The schema cannot be used: {reason}.", "ko": "쓸 수 없는 스키마입니다: {reason}."}
    hints: ClassVar = {
        "en": "A JSON Schema with properties (type, enum), required and additionalProperties.",
        "ko": "properties(type, enum), required, additionalProperties로 된 JSON Schema를 쓰세요.",
    }


class UnknownUpload(CallerError):
    """A file that was not sent here, or that was removed since."""

    code, http_status = "unknown_upload", 404
    texts: ClassVar = {"en": "This file is no longer here.", "ko": "이 파일은 이제 여기에 없습니다."}
    hints: ClassVar = {
        "en": "Files that were not imported are removed after a day. Drop it again.",
        "ko": "가져오지 않은 파일은 하루 뒤에 지워집니다. 파일을 다시 놓아 주세요.",
    }


class UploadTooLarge(CallerError):
    """A file beyond the limit of the settings."""

    code, http_status = "upload_too_large", 413
    texts: ClassVar = {
        "en": "{name} is larger than {most}, the most that may be sent by the browser.",
        "ko": "{name}{name:은} 브라우저로 보낼 수 있는 최대 크기({most})를 넘습니다.",
    }
    hints: ClassVar = {
        "en": "Compress it (CSV.gz, Parquet), or use `cxloop import` on the server. CXLOOP_UPLOAD_MB sets the limit.",
        "ko": "압축하거나(CSV.gz, Parquet) 서버에서 `cxloop import`를 쓰세요. 한도는 CXLOOP_UPLOAD_MB입니다.",
    }


class ImportCancelled(CallerError):
    """Somebody stopped an import; nothing of it came in."""

    code, http_status = "import_cancelled", 409
    texts: ClassVar = {
        "en": "The import was cancelled; nothing of it came in.",
        "ko": "가져오기를 취소했습니다. 들어온 것은 없습니다.",
    }
    hints: ClassVar = {"en": "You can start it again.", "ko": "다시 시작할 수 있습니다."}


class ImportEnded(CallerError):
    """The process that imported ended by itself, or with the server."""

    code, http_status = "import_ended", 500
    texts: ClassVar = {
        "en": "The import ended before it was done.",
        "ko": "가져오기가 끝나기 전에 중단되었습니다.",
    }
    hints: ClassVar = {
        "en": "No question sees what is half in. Import the same file again: it goes on where it stopped.",
        "ko": "절반만 들어온 내용은 어떤 질문에도 보이지 않습니다. 같은 파일을 다시 가져오면 멈춘 곳부터 이어집니다.",
    }


class NotEmpty(CallerError):
    """A simulation would mix with what is there."""

    code, http_status = "not_empty", 409
    texts: ClassVar = {
        "en": "There are events here already; a simulation would mix with them.",
        "ko": "이미 이벤트가 있어서 시뮬레이션을 넣으면 섞입니다.",
    }
    hints: ClassVar = {
        "en": "Use a workspace that is empty, or take the imports back first.",
        "ko": "비어 있는 작업 공간을 쓰거나, 먼저 가져온 것을 되돌리세요.",
    }


class QueryFailed(CallerError):
    """A database did not answer a query."""

    code = "query_failed"
    texts: ClassVar = {
        "en": "The database {address} did not answer the query: {reason}.",
        "ko": "데이터베이스 {address}{address:이} 쿼리에 답하지 못했습니다: {reason}.",
    }
    hints: ClassVar = {
        "en": "One SELECT, which may read and nothing else. Check address, user, password and the query; where it is "
        "about a certificate, CXLOOP_POSTGRES_CA names a file of authorities to believe.",
        "ko": "읽기만 하는 SELECT 하나여야 합니다. 주소, 사용자, 비밀번호, 쿼리를 확인하세요. 인증서 문제라면 "
        "CXLOOP_POSTGRES_CA에 믿을 인증 기관 파일을 지정하세요.",
    }


class DatabaseForbidden(CallerError):
    """A database that the console does not ask."""

    code, http_status = "database_forbidden", 403
    texts: ClassVar = {
        "en": "The console does not connect to {address}: {reason}.",
        "ko": "콘솔은 {address}에 연결하지 않습니다: {reason}.",
    }
    hints: ClassVar = {
        "en": "Public addresses only; CXLOOP_POSTGRES_HOSTS allows others by name, `cxloop import` may go anywhere.",
        "ko": "공개된 주소만 됩니다. 다른 곳은 CXLOOP_POSTGRES_HOSTS로 허용하거나 `cxloop import`를 쓰세요.",
    }


class TimesMissing(ColumnUnclear):
    """A table in which nothing was recognised as a time."""

    code = "times_missing"
    texts: ClassVar = {
        "en": "No column of {path} was recognised as times, without which nothing comes before anything.",
        "ko": "{path}에서 시각으로 보이는 열을 찾지 못했습니다. 시각이 없으면 무엇이 먼저인지 알 수 없습니다.",
    }
    hints: ClassVar = {
        "en": "If one holds times, name it: {option} COLUMN. There are: {columns}. "
        "For the results of an experiment: cxloop experiment analyse.",
        "ko": "시각이 든 열이 있으면 {option} 열이름으로 지정하세요. 있는 열: {columns}. "
        "실험 결과라면 cxloop experiment analyse를 쓰세요.",
    }
    page_hints: ClassVar = {
        "en": "If one holds times, choose it. There are: {columns}.",
        "ko": "시각이 든 열이 있으면 직접 고르세요. 있는 열: {columns}",
    }
