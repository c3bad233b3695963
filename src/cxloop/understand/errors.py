"""Steps that cannot be asked for, and the errors of questions in SQL. They belong to the tree in `errors`."""

from __future__ import annotations

from typing import Any, ClassVar

from cxloop.errors import CallerError, CxloopError, Unknown, UnknownStep


class HiddenStep(UnknownStep):
    """An event that is there, and that somebody has hidden: nothing else is meant in its place."""

    code = "hidden_step"
    texts: ClassVar = {"en": 'The event "{step}" is hidden.', "ko": "“{step}” 이벤트는 숨겨져 있습니다."}
    hints: ClassVar = {
        "en": 'Show it again with cxloop label set "{step}" --show, or ask without it.',
        "ko": 'cxloop label set "{step}" --show로 다시 표시하거나, 이 이벤트를 빼고 물어보세요.',
    }
    page_hints: ClassVar = {
        "en": "Show it again under “Names & settings”, or take it out of the question.",
        "ko": "‘이름과 설정’에서 다시 표시하거나, 질문에서 빼세요.",
    }

    def hint(self, language: str = "en") -> str:
        return CxloopError.hint(self, language)


class CaselessStep(UnknownStep):
    """An event that customers have, asked for per case: no case has it."""

    code = "caseless_step"
    texts: ClassVar = {"en": 'No case has the step "{step}".', "ko": "“{step}” 단계가 있는 건(case)이 없습니다."}
    hints: ClassVar = {
        "en": "Customers have it: ask without --per case, or choose a step that belongs to cases.",
        "ko": "고객별로는 있는 단계입니다. --per case를 빼거나, 건에 속한 단계를 고르세요.",
    }
    page_hints: ClassVar = {
        "en": "Customers have it: switch to “Per customer”, or choose a step that belongs to cases.",
        "ko": "고객별로는 있는 단계입니다. ‘고객별’로 바꾸거나, 건에 속한 단계를 고르세요.",
    }

    def hint(self, language: str = "en") -> str:
        return CxloopError.hint(self, language)


class SqlWrong(CallerError):
    """The database cannot read the query, or finds a name in it that does not exist. `line` and `column`, from 1 on,
    say where; None where that is not known."""

    code = "sql_wrong"
    texts: ClassVar = {"en": "The query does not run: {reason}", "ko": "쿼리를 실행할 수 없습니다: {reason}"}

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        return super().to_dict(language) | {name: self.details.get(name) for name in ("line", "column")}

    hints: ClassVar = {
        "en": "`cxloop sql --tables` lists tables and columns.",
        "ko": "테이블과 열은 `cxloop sql --tables`로 볼 수 있습니다.",
    }
    page_hints: ClassVar = {
        "en": "Tables and columns are listed beside the query.",
        "ko": "테이블과 열은 쿼리 옆 목록에 있습니다.",
    }

    def hint(self, language: str = "en") -> str:
        return self._where(language) + super().hint(language)

    def page_hint(self, language: str = "en") -> str:
        return self._where(language) + self.page_hints[language]

    def _where(self, language: str) -> str:
        line, column = self.details.get("line"), self.details.get("column")
        if line is None:
            return ""
        if language == "ko":
            return f"{line}행 {column}번째 글자를 보세요. " if column else f"{line}행을 보세요. "
        return f"Look at line {line}, column {column}. " if column else f"Look at line {line}. "


class SqlNoTable(Unknown):
    """A table that is not there: files and catalogues of the database are no tables here."""

    code, field = "sql_no_table", "table"
    texts: ClassVar = {"en": 'There is no table "{table}".', "ko": "“{table}” 테이블이 없습니다."}
    hints: ClassVar = {
        "en": "`cxloop sql --tables` lists them.",
        "ko": "`cxloop sql --tables`로 목록을 볼 수 있습니다.",
    }
    page_hints: ClassVar = {
        "en": "Tables are listed beside the query.",
        "ko": "테이블은 쿼리 옆 목록에 있습니다.",
    }


class SqlOnlySelect(CallerError):
    """Anything but a SELECT, or one that would write."""

    code = "sql_only_select"
    texts: ClassVar = {
        "en": "Only a SELECT can be run here: nothing is written, set or loaded.",
        "ko": "여기서는 SELECT만 실행할 수 있습니다. 쓰기, 설정, 불러오기는 되지 않습니다.",
    }
    hints: ClassVar = {
        "en": "Begin with SELECT, WITH or FROM; a PIVOT goes inside: SELECT * FROM (PIVOT … ON … IN (…)).",
        "ko": "SELECT, WITH, FROM으로 시작하세요. PIVOT은 안에 쓰세요: SELECT * FROM (PIVOT … ON … IN (…))",
    }


class SqlOneStatement(CallerError):
    """No statement at all, or more than one."""

    code = "sql_one_statement"
    texts: ClassVar = {
        "en": "One query at a time can be run.",
        "ko": "쿼리는 한 번에 하나만 실행할 수 있습니다.",
    }
    hints: ClassVar = {"en": "Take out what comes after the first `;`.", "ko": "첫 `;` 뒤의 내용을 지우세요."}


class SqlNotHere(CallerError):
    """A function that reads files or settings."""

    code = "sql_not_here"
    texts: ClassVar = {
        "en": "`{name}` cannot be used here: queries see the tables of the workspace and nothing else.",
        "ko": "여기서는 `{name}`{name:을} 쓸 수 없습니다. 쿼리는 작업 공간의 테이블만 볼 수 있습니다.",
    }
    hints: ClassVar = SqlNoTable.hints
    page_hints: ClassVar = SqlNoTable.page_hints


class SqlTooSlow(CallerError):
    """It was ended when its time was over."""

    code = "sql_too_slow"
    http_status = 422
    texts: ClassVar = {
        "en": "The query was ended after {seconds} seconds.",
        "ko": "쿼리가 {seconds}초를 넘어 중단되었습니다.",
    }
    hints: ClassVar = {
        "en": "Ask about a shorter period, or group before you join.",
        "ko": "기간을 줄이거나, 조인하기 전에 먼저 그룹으로 묶으세요.",
    }


class SqlTooLarge(CallerError):
    """It wanted more memory than a query gets."""

    code = "sql_too_large"
    http_status = 422
    texts: ClassVar = {
        "en": "The query needs more memory than the {megabytes} MB a query gets.",
        "ko": "쿼리에 허용된 메모리 {megabytes}MB를 넘었습니다.",
    }
    hints: ClassVar = SqlTooSlow.hints


class SqlCrashed(CallerError):
    """The process of the query came to an end by itself; nothing else was touched."""

    code = "sql_crashed"
    http_status = 422
    texts: ClassVar = {
        "en": "The query brought its own process down; everything else goes on.",
        "ko": "쿼리 때문에 전용 프로세스가 멈췄습니다. 다른 작업에는 영향이 없습니다.",
    }
    hints: ClassVar = {
        "en": "Make it simpler: fewer levels of nesting, shorter texts.",
        "ko": "더 단순하게 써 보세요. 중첩을 줄이고 글을 짧게 하세요.",
    }


class SqlCancelled(CallerError):
    """Whoever asked went away, or took the question back."""

    code = "sql_cancelled"
    http_status = 499
    texts: ClassVar = {"en": "The query was cancelled.", "ko": "쿼리를 취소했습니다."}


class SqlBusy(CallerError):
    """As many queries run as may run at once."""

    code = "sql_busy"
    http_status = 429
    texts: ClassVar = {
        "en": "Other queries are running; this one has waited for {seconds} seconds.",
        "ko": "다른 쿼리가 실행 중이어서 {seconds}초 동안 기다렸습니다.",
    }
    hints: ClassVar = {"en": "Try again in a moment.", "ko": "잠시 뒤에 다시 시도하세요."}
