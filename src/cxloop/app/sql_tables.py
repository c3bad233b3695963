"""The tables that SQL can name, and what their columns mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cxloop.app.sql_rows import (
    COUNT,
    NUMBER,
    TEXT,
    TIME,
    Asked,
    Column,
    SqlTable,
    aliases,
    bots,
    catalogue_rows,
    cohorts,
    events,
    imports,
    journeys,
    records,
    seen,
    variants,
)
from cxloop.errors import Both
from cxloop.ports.sql import Given

_CUSTOMER: Final = Column(
    "customer", TEXT, Both("who, after identities were put together", "신원을 합친 뒤의 고객"), "sealed"
)
_CUSTOMERS: Final = Column("customers", COUNT, Both("how many different customers", "서로 다른 고객 수"))
_STEP: Final = Column("step", TEXT, Both("name of the event", "이벤트 이름"), "telling")
_LOW: Final = Column("low", NUMBER, Both("lower end of the 95 % interval", "95% 구간의 아래 끝"))
_HIGH: Final = Column("high", NUMBER, Both("upper end of the 95 % interval", "95% 구간의 위 끝"))


def _spanned(name: str, what: Both, whose: Column, give: Callable[[SqlTable, Asked], Given]) -> SqlTable:
    columns = (
        whose,
        Column("first_time", TIME, Both("when its first event was", "첫 이벤트 시각")),
        Column("last_time", TIME, Both("when its last event was", "마지막 이벤트 시각")),
        Column("events", COUNT, Both("how many events it has", "이벤트 수")),
    )
    return SqlTable(name, what, columns, give)


_EVENT: Final = (
    Column("time", TIME, Both("when it happened", "일어난 시각")),
    Column("event", TEXT, Both("what happened: the step", "무슨 일인지: 단계"), "telling"),
    _CUSTOMER,
    Column("channel", TEXT, Both("where: web, app, phone, store …", "어디서: 웹, 앱, 전화, 매장 등"), "telling"),
    Column("case_id", TEXT, Both("the order, claim or ticket it belongs to", "속한 주문, 청구, 문의"), "sealed"),
    Column("value", NUMBER, Both("money", "금액")),
    Column("due", TIME, Both("the promised date", "약속한 날짜")),
    Column("owner", TEXT, Both("who did or owns the step", "처리한 사람이나 담당자"), "hidden"),
    Column("text", TEXT, Both("what the customer said", "고객이 남긴 말"), "hidden"),
    Column("properties", "JSON", Both("everything else: properties->>'plan'", "그 밖의 속성: properties->>'plan'"), "hidden"),
    Column("identifier", TEXT, Both("the identifier it came with", "들어올 때의 식별자"), "sealed"),
    Column("identifier_kind", TEXT, Both("what kind that is", "식별자의 종류"), "telling"),
    Column("identifiers", "JSON", Both("the other identifiers it came with", "함께 온 다른 식별자"), "hidden"),
    Column("sent", TIME, Both("the device's clock when it sent", "보낼 때 기기의 시각")),
    Column("received", TIME, Both("when it came in", "들어온 시각")),
    Column("import_number", COUNT, Both("the import that brought it; NULL where it came live", "가져온 가져오기 번호. 실시간이면 NULL")),
    Column("id", TEXT, Both("the name by which evidence points at it", "근거가 가리키는 이름")),
)  # fmt: skip
TABLES: Final = (
    SqlTable("events", Both(
        "one row an event, as questions see them: a merged event goes by the name it is seen as, hidden ones are left out",
        "이벤트마다 한 행. 다른 질문들이 보는 것과 같습니다: 합친 이벤트는 합친 이름으로 나오고 숨긴 이벤트는 빠집니다",
    ), (
        *_EVENT[:2], Column("raw_event", TEXT, Both("its name as it came in", "들어올 때의 이름"), "telling"), *_EVENT[2:],
    ), events),
    SqlTable("raw_events", Both(
        "one row an event, as it came in: nothing merged, nothing hidden, no bots left out",
        "이벤트마다 한 행, 들어온 그대로: 합치지도 숨기지도 않고 봇도 빼지 않습니다",
    ), _EVENT, events),
    _spanned("journeys", Both("one row a customer", "고객마다 한 행"), _CUSTOMER, journeys),
    _spanned("cases", Both("one row an order, claim or ticket", "주문, 청구, 문의마다 한 행"),
        Column("case_id", TEXT, Both("the case", "건"), "sealed"), journeys),
    SqlTable("aliases", Both("identifiers that belong to a customer", "고객 한 명에게 속하는 다른 식별자"), (
        Column("identifier_kind", TEXT, Both("anonymous, phone, e-mail …", "anonymous, phone, e-mail 등")),
        Column("identifier", TEXT, Both("the identifier", "식별자"), "sealed"), _CUSTOMER,
    ), aliases),
    SqlTable("bots", Both("customers whose journeys are left out as those of bots", "봇으로 보아 빼는 고객"), (_CUSTOMER,), bots),
    SqlTable("steps", Both("one row a step: the table of the overview", "단계마다 한 행: 개요의 표"), (
        _STEP, Column("events", COUNT, Both("how often", "횟수")), _CUSTOMERS,
    ), records(seen("steps"))),
    SqlTable("channels", Both("one row a channel", "채널마다 한 행"), (
        Column("channel", TEXT, Both("its name", "이름"), "telling"),
        Column("kind", TEXT, Both("digital, human or unknown", "digital, human, unknown")),
        Column("events", COUNT, Both("how often", "횟수")), _CUSTOMERS,
    ), records(seen("channels"))),
    SqlTable("event_catalogue", Both("what live traffic has shown: events and their properties", "실시간 수집으로 알게 된 이벤트와 속성"), (
        Column("event", TEXT, Both("its name", "이름"), "telling"),
        Column("property", TEXT, Both("a property of it; NULL for the event itself", "속성. 이벤트 자체이면 NULL")),
        Column("types", "VARCHAR[]", Both("types seen", "나타난 타입")),
        Column("events", COUNT, Both("how often", "횟수")),
        Column("share", NUMBER, Both("of the event's messages that have it", "이 속성이 있는 메시지의 비율")),
    ), records(catalogue_rows)),
    SqlTable("imports", Both("one row an import", "가져오기마다 한 행"), (
        Column("number", COUNT, Both("its number", "번호")),
        Column("path", TEXT, Both("the file", "파일"), "telling"),
        Column("status", TEXT, Both("running, done, undone or failed", "running, done, undone, failed")),
        Column("imported", COUNT, Both("events that came in", "들어온 이벤트")),
        Column("refused", COUNT, Both("rows that could not", "거절된 행")),
        Column("duplicates", COUNT, Both("rows that were there already", "이미 있던 행")),
        Column("begun", TIME, Both("when it began", "시작한 시각")),
        Column("ended", TIME, Both("when it ended", "끝난 시각")),
    ), records(imports)),
    SqlTable("transitions", Both("one row a step and the one that follows it: the journey map", "단계와 바로 다음 단계마다 한 행: 여정 지도"), (
        Column("from_step", TEXT, Both("the step before", "앞 단계"), "telling"),
        Column("to_step", TEXT, Both("the step that follows at once", "바로 다음 단계"), "telling"),
        Column("count", COUNT, Both("how often", "횟수")), _CUSTOMERS,
        Column("share", NUMBER, Both("of what follows the step before", "앞 단계 다음에 오는 것 가운데 비율")),
        Column("mean_seconds", NUMBER, Both("mean wait", "평균 대기(초)")),
        Column("median_seconds", NUMBER, Both("median wait", "중앙값 대기(초)")),
    ), records(lambda asked: asked.workspace.paths().to_dict()["edges"], from_step="from", to_step="to")),
    SqlTable("variants", Both("the thousand most frequent whole journeys", "가장 흔한 여정 1,000가지"), (
        Column("variant", COUNT, Both("1 is the most frequent", "1이 가장 흔한 것")),
        Column("steps", "VARCHAR[]", Both("its steps, in order", "순서대로 단계"), "telling"),
        Column("count", COUNT, Both("customers whose journey is exactly that", "여정이 정확히 이런 고객 수")),
        Column("share", NUMBER, Both("of all customers", "전체 고객 가운데 비율")),
    ), records(variants)),
    SqlTable("pains", Both("one row a pain point", "불편마다 한 행"), (
        Column("id", TEXT, Both("as in the address of its page", "페이지 주소의 이름")), _STEP,
        Column("kind", TEXT, Both("error, drop_off, delay, loop …", "error, drop_off, delay, loop 등")),
        Column("channel", TEXT, Both("where", "어디서"), "telling"), _CUSTOMERS,
        Column("share", NUMBER, Both("of those who came to the step", "그 단계에 온 고객 가운데 비율")),
        Column("effect", NUMBER, Both("on the outcome, in its units: more or less than others", "성과 기준의 차이, 겪지 않은 쪽보다 많으면 +")), _LOW, _HIGH,
        Column("p", NUMBER, Both("how likely by chance", "우연일 확률")),
        Column("q", NUMBER, Both("the same, corrected for how many were tested", "검정 수를 보정한 값")),
        Column("cost", NUMBER, Both("what it costs, in cost_unit", "비용, 단위는 cost_unit")),
        Column("cost_unit", TEXT, Both("the unit of the cost", "비용의 단위")),
        Column("since", TIME, Both("when it began, where that is known", "시작된 때, 알 수 있으면")),
        Column("outcome", TEXT, Both("what it was measured by", "무엇으로 쟀는지"), "telling"),
    ), records(lambda asked: asked.workspace.pains().to_dict()["pains"])),
    SqlTable("retention_cohorts", Both(
        "one row a week of first events and a week after it that was over when the log ends",
        "첫 이벤트 주와 그 뒤 주마다 한 행, 로그가 끝날 때 다 지난 주까지",
    ), (
        Column("cohort", TEXT, Both("the first day of the week", "주의 첫날")), _CUSTOMERS,
        Column("period", COUNT, Both("how many weeks after", "몇 주 뒤인지")),
        Column("returned", COUNT, Both("how many came back then", "그때 돌아온 고객 수")),
        Column("share", NUMBER, Both("the same as a share", "그 비율")), _LOW, _HIGH,
    ), records(cohorts)),
)  # fmt: skip
BY_NAME: Final = {table.name: table for table in TABLES}
