"""Help of commands and options: key → (English, Korean)."""

from __future__ import annotations

from typing import Final

from cxloop.cli.loop_texts import LOOP_HELP
from cxloop.cli.names_texts import NAMES_HELP
from cxloop.cli.prototype_texts import PROTOTYPE_HELP
from cxloop.cli.sql_texts import SQL_HELP
from cxloop.cli.webhook_texts import WEBHOOK_HELP

HELP: Final[dict[str, tuple[str, str]]] = (
    LOOP_HELP
    | PROTOTYPE_HELP
    | SQL_HELP
    | WEBHOOK_HELP
    | NAMES_HELP
    | {
        "help.cxloop": (
            "See where customers struggle: import an event log, ask how people travel, rank what hurts.",
            "고객이 어디에서 어려움을 겪는지 봅니다. 이벤트 로그를 가져오고, 여정을 묻고, 불편을 순위로 봅니다.",
        ),
        "help.global": (
            "Global options (--data, --workspace, --lang, --engine, --json, --debug) may stand anywhere.",
            "공통 옵션(--data, --workspace, --lang, --engine, --json, --debug)은 어디에나 쓸 수 있습니다.",
        ),
        "help.import": (
            "Bring in event logs: CSV, CSV.gz, Excel, Parquet, JSON Lines, XES, XES.gz, access logs. What is not named is guessed.",
            "이벤트 로그를 가져옵니다: CSV, CSV.gz, Excel, Parquet, JSON Lines, XES, XES.gz, 접속 기록. 지정하지 않은 열은 추측합니다.",
        ),
        "help.imports": (
            "List the imports; show the rows that one refused: imports refused N; take one back: imports undo N.",
            "가져오기 목록을 보고, 거절된 행을 보고(imports refused N), 되돌립니다(imports undo N).",
        ),
        "help.overview": (
            "Customers, events, channels, the period, events over time, what came in and what was refused.",
            "고객, 이벤트, 채널, 기간, 시간에 따른 이벤트, 들어온 것과 거절된 것.",
        ),
        "help.paths": (
            "How journeys run: transitions with waits, starts, ends, variants.",
            "여정의 흐름: 전이와 대기, 시작, 끝, 변형.",
        ),
        "help.funnel": (
            "How many come from step to step. A step is an event name or a rule.",
            "단계마다 몇 명이 이어지는지 봅니다. 단계는 이벤트 이름이나 규칙입니다.",
        ),
        "help.retention": (
            "Who comes back, by cohort of their first time.",
            "처음 온 시기별로 누가 돌아오는지 봅니다.",
        ),
        "help.edge": ("One transition: waits, channels, examples.", "전이 하나: 대기, 채널, 사례."),
        "help.step": ("One step: what comes before and after, channels, examples.", "단계 하나: 앞과 뒤, 채널, 사례."),
        "help.journey": (
            "The journey of one customer or case, event by event.",
            "한 고객(또는 건)의 여정을 이벤트별로 봅니다.",
        ),
        "help.behind": (
            "Who is behind a number: the customers or cases it counts, and their events that make it.",
            "수치에 든 고객(또는 건)과, 그 수치를 이루는 이벤트를 봅니다.",
        ),
        "help.differences": (
            "What differs between two groups or periods beyond chance, the largest first; `compare` is the same.",
            "두 그룹이나 두 기간이 무엇이 다른지, 우연으로 보기 어려운 것을 큰 것부터 봅니다. `compare`로 써도 됩니다.",
        ),
        "help.pains": (
            "Where customers struggle, ranked by what it costs, with evidence.",
            "고객이 어려움을 겪는 지점을 비용순으로, 증거와 함께 봅니다.",
        ),
        "help.serve": (
            "Start the console on this machine and print its address.",
            "이 컴퓨터에서 콘솔을 시작하고 주소를 표시합니다.",
        ),
        "help.demo": (
            "Simulate a shop and its internal helpdesk, and show both in the console.",
            "상점과 사내 헬프데스크를 시뮬레이션하여 콘솔에서 보여 줍니다.",
        ),
        "help.warm": (
            "Compile all kernels now, so that no question waits for it.",
            "커널을 미리 컴파일하여 질문이 기다리지 않게 합니다.",
        ),
        "help.version": ("Print the version.", "버전을 표시합니다."),
        "option.help": ("Show this help.", "이 도움말을 표시합니다."),
        "option.data": ("The folder that holds the data.", "데이터가 있는 폴더."),
        "option.workspace": ("The workspace in it.", "그 안의 작업 공간."),
        "option.lang": ("Language of the words.", "표시 언어."),
        "option.engine": (
            "What answers the questions: threads here, or Dask workers.",
            "질문에 답하는 엔진: 이 컴퓨터의 스레드 또는 Dask 작업자.",
        ),
        "option.json": ("Answer in JSON, alone on standard output.", "표준 출력에 JSON만 표시합니다."),
        "option.save": (
            "Also write the answer to FILE: .csv, .xlsx, .svg, .png, .pdf or .html.",
            "답을 파일로도 저장합니다: .csv, .xlsx, .svg, .png, .pdf, .html",
        ),
        "option.table": (
            "Which table of the answer a .csv holds, by name or number; the first if not given.",
            ".csv에 넣을 표의 이름이나 번호. 없으면 첫 번째 표입니다.",
        ),
        "option.debug": ("Show where in the program an error arose.", "오류가 난 프로그램 위치를 표시합니다."),
        "option.begin": (
            "From this date or time on; -90d for the last 90 days of the data, or this-month, last-month, this-quarter, "
            "this-year.",
            "이 날짜나 시각부터. -90d는 데이터의 최근 90일이며 this-month, last-month, this-quarter, this-year도 됩니다.",
        ),
        "option.end": (
            "Up to this date (whole day) or time; last-month for the end of last month.",
            "이 날짜(그날 포함)나 시각까지. last-month는 지난달 말일까지입니다.",
        ),
        "option.where": (
            'Only events for which this rule holds, e.g. channel = "web".',
            '이 규칙에 맞는 이벤트만, 예: channel = "web".',
        ),
        "option.per": ("A journey is a customer's or a case's.", "여정의 단위: 고객(customer) 또는 건(case)."),
        "option.having": (
            "Only journeys that have this step; repeatable.",
            "이 단계가 있는 여정만. 여러 번 쓸 수 있습니다.",
        ),
        "option.lacking": (
            "Only journeys without this step; repeatable.",
            "이 단계가 없는 여정만. 여러 번 쓸 수 있습니다.",
        ),
        "option.segment": (
            "Only journeys of those in the segment of this name; repeatable.",
            "이 이름의 세그먼트에 든 고객의 여정만. 여러 번 쓸 수 있습니다.",
        ),
        "option.between": ("Only what lies between these two steps.", "이 두 단계 사이만."),
        "option.compare": (
            "Compare the journeys of a rule, or of a segment by its name, with the others; given twice, with those of the "
            "second one.",
            "규칙에 맞는 여정이나 세그먼트를 나머지와 비교합니다. 두 번 쓰면 둘끼리 비교합니다.",
        ),
        "option.least": (
            "Rank the waits of transitions that at least so many customers or cases took; usually one in a hundred, 6 or more.",
            "적어도 이만큼의 고객(건)이 지나간 전이만 대기 순위에 넣습니다. 기본은 백에 하나이고 6 이상입니다.",
        ),
        "option.steps": ("Steps: event names or rules.", "단계: 이벤트 이름이나 규칙."),
        "option.order": (
            "In this order, directly one after the other, or in any order.",
            "순서대로(ordered), 바로 이어서(strict), 순서 없이(any).",
        ),
        "option.window": ("Time for the whole funnel.", "퍼널 전체에 주는 시간."),
        "option.step_window": (
            "Time from one step to the next; give one for all or one per step.",
            "한 단계에서 다음 단계까지의 시간. 하나 또는 단계별로.",
        ),
        "option.breakdown": (
            "Split by a property, channel, owner or another field, or by a segment: a rule that holds or does not.",
            "속성, 채널, 담당자 등 또는 세그먼트(규칙이 맞는지 여부)로 나눕니다.",
        ),
        "option.customers": ("List the customers who came as far as step N.", "N번째 단계까지 온 고객을 나열합니다."),
        "option.lost": (
            "With --customers: only those who came no further.",
            "--customers와 함께: 그 단계에서 멈춘 고객만.",
        ),
        "option.limit": ("With --customers: how many names at most.", "--customers와 함께: 최대 이름 수."),
        "option.compare_from": ("The first day of the other period.", "비교할 기간의 첫날."),
        "option.compare_to": ("The last day of the other period.", "비교할 기간의 마지막 날."),
        "option.funnel_step": (
            "A step of a funnel to compare as well; repeatable.",
            "함께 비교할 퍼널의 단계. 여러 번 쓸 수 있습니다.",
        ),
        "option.of": (
            "The kind of number: all, step, start, end, channel, time, edge, variant, funnel, cohort, pain, period, "
            "arm, event.",
            "수치의 종류: all, step, start, end, channel, time, edge, variant, funnel, cohort, pain, period, arm, "
            "event.",
        ),
        "option.what": (
            "What it is of: a step, the two steps of an edge, the steps of a variant or a funnel, a channel, a day, a "
            "cohort, a pain point's id, a period, a change's number and its arm (or before, after, a period of it), ids of "
            "events.",
            "무엇의 수치인지: 단계, 전이의 두 단계, 변형이나 퍼널의 단계들, 채널, 날, 코호트, 불편 번호, 기간, 변경 번호와 실험군(또는 before, after, 그 기간), "
            "이벤트 id.",
        ),
        "option.behind_number": (
            "Of a funnel, the step's number from 1; of a cohort, how many periods later.",
            "퍼널은 단계 번호(1부터), 코호트는 몇 기간 뒤인지.",
        ),
        "option.who": (
            "Those who came there, came back or are above 0 (did), or those who did not.",
            "그렇게 한 쪽(did: 도달, 재방문, 0보다 큼)이나 하지 않은 쪽(did_not).",
        ),
        "option.behind_customer": ("Also the events of this one that make it.", "이 고객의 해당 이벤트도 봅니다."),
        "option.sort_members": (
            "By when it last or first was so, by how many times, by all events they have, or, of a transition, by the wait.",
            "마지막이나 처음 시각순, 횟수순, 전체 이벤트 수순, 이동이라면 기다린 시간순.",
        ),
        "option.reverse": ("The other way round.", "반대 순서로."),
        "option.behind_by": (
            "What a breakdown splits by: a field, a rule or segment:NAME; with --group.",
            "나눈 기준: 필드, 규칙, segment:이름. --group과 함께 씁니다.",
        ),
        "option.behind_group": (
            "The group that is meant; (none) for those of whom nothing is known.",
            "어느 그룹인지. 값이 없는 쪽은 (none).",
        ),
        "option.behind_low": ("Of an edge: waits from so many seconds on.", "전이에서 대기 시간의 하한(초)."),
        "option.behind_high": (
            "Of an edge: waits of less than so many seconds.",
            "전이에서 대기 시간의 상한(초, 미만).",
        ),
        "option.behind_limit": ("How many at most.", "최대 몇 명(건)까지."),
        "option.offset": ("After how many others.", "앞에서 몇 명(건)을 건너뛸지."),
        "option.metric_of_period": (
            "The metric of a period, or one of a change.",
            "기간의 지표, 또는 변경의 지표 가운데 하나.",
        ),
        "option.unit": ("Length of a period.", "기간의 단위."),
        "option.mode": (
            "Back in that very period, or in that or any later one.",
            "바로 그 기간에 왔는지(bracketed), 그때 또는 그 뒤에 왔는지(unbounded).",
        ),
        "option.start": (
            "The step that starts a customer's clock; any when left out.",
            "시작으로 보는 단계. 없으면 첫 이벤트.",
        ),
        "option.back": (
            "The step that counts as coming back; any when left out.",
            "돌아온 것으로 보는 단계. 없으면 아무 이벤트.",
        ),
        "option.edge_from": ("The step before.", "앞 단계."),
        "option.edge_to": ("The step after.", "뒤 단계."),
        "option.step": ("An event name.", "이벤트 이름."),
        "option.journey": (
            "A customer's identifier, or a case's with --per case.",
            "고객의 식별자. --per case이면 건의 식별자.",
        ),
        "option.outcome": (
            "What matters: reaches:STEP, avoids:STEP, returns:DAYS, value:DAYS, rating:PROPERTY or duration; repeatable.",
            "중요한 성과: reaches:단계, avoids:단계, returns:일수, value:일수, rating:속성, duration. 여러 번 쓸 수 있습니다.",
        ),
        "option.paths": ("Files to import.", "가져올 파일."),
        "option.customer": (
            "The column that names the customer, and the kind of identifier.",
            "고객을 나타내는 열과 식별자 종류.",
        ),
        "option.identifier": (
            "Another identifier of the customer; repeatable.",
            "고객의 다른 식별자. 여러 번 쓸 수 있습니다.",
        ),
        "option.case": ("The column that names the order, ticket or other case.", "주문, 티켓 등 건을 나타내는 열."),
        "option.time": (
            "The column with the time; for a wide table COL=NAME makes an event NAME, repeatable.",
            "시각이 있는 열. 넓은 표에서는 열=이름으로 이벤트를 만들며 여러 번 쓸 수 있습니다.",
        ),
        "option.event": (
            "The column with the event's name, or =NAME for all rows.",
            "이벤트 이름이 있는 열, 또는 모든 행에 쓸 =이름.",
        ),
        "option.channel": ("The column with the channel.", "채널이 있는 열."),
        "option.owner": ("The column with who did or owns the step.", "담당자가 있는 열."),
        "option.due": ("The column with the promised time.", "약속한 시각이 있는 열."),
        "option.id": ("The column with the event's own id.", "이벤트 고유 번호가 있는 열."),
        "option.value": (
            "The column with the money; in a wide table COL=NAME says at which event it counts (else at a row's first).",
            "금액이 있는 열. 넓은 표에서는 열=이름으로 금액을 셈할 이벤트를 고릅니다(없으면 그 행의 첫 이벤트).",
        ),
        "option.text": ("The column with free text.", "자유 글이 있는 열."),
        "option.zone": (
            "Time zone of dates and days, e.g. Asia/Seoul; that of the settings, else UTC.",
            "날짜와 하루의 시간대, 예: Asia/Seoul. 없으면 설정의 시간대, 그것도 없으면 UTC.",
        ),
        "option.zone_read": (
            "Time zone of times that name none, e.g. Asia/Seoul; that of the settings, else UTC.",
            "시간대가 없는 시각의 시간대, 예: Asia/Seoul. 없으면 설정의 시간대, 그것도 없으면 UTC.",
        ),
        "option.dates": (
            "Order of dates such as 05/03/24; told by the file's own dates when left out.",
            "05/03/24 같은 날짜의 순서. 없으면 파일의 날짜를 보고 알아냅니다.",
        ),
        "option.encoding": (
            "Encoding of a text file, e.g. cp949; found out when left out.",
            "글자 인코딩, 예: cp949. 없으면 알아냅니다.",
        ),
        "option.sheet": (
            "Sheet of an Excel file; when left out, the first table and the sheets of the same columns.",
            "Excel 시트. 없으면 표가 있는 첫 시트와 열이 같은 시트들.",
        ),
        "option.header": (
            "Whether the first row holds the names of the columns; told from the content when left out.",
            "첫 줄이 열 이름인지. 없으면 내용을 보고 판단.",
        ),
        "option.postgres": (
            "A PostgreSQL database to ask instead of reading files: postgresql://USER:PASSWORD@HOST/DATABASE.",
            "파일 대신 물어볼 PostgreSQL 데이터베이스: postgresql://사용자:비밀번호@호스트/데이터베이스",
        ),
        "option.query": (
            "What to ask it: one SELECT, which can only read.",
            "데이터베이스에 보낼 SELECT 하나. 읽기만 할 수 있습니다.",
        ),
        "option.dry_run": (
            "Show the mapping and a preview, import nothing.",
            "열 연결과 미리 보기만 표시하고 가져오지 않습니다.",
        ),
        "option.yes": ("Do not ask, even where the guess is unsure.", "추측이 불확실해도 묻지 않습니다."),
        "help.key": (
            "Make, list and end the keys that programs show: for sending events in, for flags, for reading.",
            "프로그램이 제시하는 키(이벤트 보내기·플래그·읽기용)를 만들고, 목록을 보고, 폐기합니다.",
        ),
        "help.quarantine": (
            "Messages that could not come in: list, show, fix, replay or drop them.",
            "들어오지 못한 메시지를 보고, 고치고, 다시 보내거나 버립니다.",
        ),
        "help.catalogue": (
            "Every event that has come in live, with its properties.",
            "실시간으로 들어온 모든 이벤트와 그 속성을 보여 줍니다.",
        ),
        "help.flag": (
            "Flags: who gets what. In flagd's format, served by OFREP (see `cxloop key create --purpose flags`).",
            "플래그: 누가 무엇을 받는지. flagd 형식이며 OFREP로 제공됩니다(`cxloop key create --purpose flags` 참고).",
        ),
        "help.schema": (
            "What an event's messages should look like: fix it in versions, and see what differs.",
            "이벤트 메시지의 스키마를 버전별로 확정하고, 어긋나는 메시지를 보여 줍니다.",
        ),
        "help.customer": (
            "One customer by any identifier: what else they are known as, and how many events there are.",
            "식별자 하나로 고객을 찾아 다른 식별자와 이벤트 수를 보여 줍니다.",
        ),
        "help.account": (
            "Make, list and end the accounts of people; give one a role in this workspace, or a link to sign in with.",
            "사람의 계정을 만들고, 목록을 보고, 중지합니다. 이 작업 공간의 역할이나 로그인 링크를 줍니다.",
        ),
        "help.audit": (
            "Who looked at which customers, and whether that log is whole.",
            "누가 어떤 고객을 보았는지, 그 기록이 온전한지 봅니다.",
        ),
        "option.account_action": ("What to do.", "할 일."),
        "option.account_name": ("The account's name, such as an e-mail address.", "계정 이름, 예: 이메일 주소."),
        "option.role": (
            "What the account may do in this workspace; none takes its role away.",
            "이 작업 공간에서 할 수 있는 일. none은 역할을 없앱니다.",
        ),
        "option.address": ("Where the console is, for the link.", "링크에 쓸 콘솔 주소."),
        "option.audit_action": ("What to do.", "할 일."),
        "option.limit_audit": ("How many records at most.", "최대 기록 수."),
        "option.audit_customer": (
            "Only what concerns this customer of the workspace.",
            "작업 공간의 이 고객에 관한 기록만.",
        ),
        "option.anchor": ("An anchor that was kept elsewhere.", "따로 보관한 앵커 파일."),
        "option.key_action": ("What to do.", "할 일."),
        "option.key_id": ("The key to end.", "폐기할 키."),
        "option.purpose": ("What the key opens for.", "키의 용도."),
        "option.key_name": ("What to call the key.", "키의 이름."),
        "option.per_minute": (
            "How many messages the key lets in each minute; who sends more is told to come back later.",
            "키가 1분에 받는 메시지 수. 더 보내면 나중에 다시 보내라고 답합니다.",
        ),
        "option.days": ("How many days the key is good for.", "키의 유효 기간(일)."),
        "option.quarantine_action": ("What to do.", "할 일."),
        "option.quarantined": ("The message's number.", "메시지 번호."),
        "option.message": ("With fix: the whole message as it should have been.", "fix와 함께: 고친 메시지 전체."),
        "option.reason": ("Only messages refused for this reason.", "이 이유로 거절된 메시지만."),
        "option.flag_action": (
            "What to do; off is the switch for emergencies: everybody gets the program's own default.",
            "할 일. off는 비상 스위치로, 모두가 프로그램 자체의 기본값을 받습니다.",
        ),
        "option.flag_key": ("The flag's name.", "플래그 이름."),
        "option.flag_file": (
            "With put: the flag's definition, or, without a name, a file of flagd with many.",
            "put과 함께: 플래그 정의. 이름이 없으면 여러 플래그가 있는 flagd 파일.",
        ),
        "option.flag_version": ("With show: this version instead of the newest.", "show와 함께: 최신 대신 이 버전."),
        "option.flag_context": (
            'With evaluate: for whom, such as {"targetingKey": "anna", "plan": "pro"}.',
            'evaluate와 함께: 누구에 대해. 예: {"targetingKey": "anna", "plan": "pro"}.',
        ),
        "option.schema_action": ("What to do.", "할 일."),
        "option.schema_event": ("The event's name.", "이벤트 이름."),
        "option.schema_file": (
            "With fix: a JSON Schema; without one the schema is as the messages have been so far.",
            "fix와 함께: JSON Schema 파일. 없으면 지금까지의 메시지대로 확정합니다.",
        ),
        "option.schema_version": ("With show: this version instead of the newest.", "show와 함께: 최신 대신 이 버전."),
        "option.any_identifier": ("kind:value, or the value alone.", "종류:값 또는 값."),
        "option.undo": (
            "refused N shows the rows that import N refused, undo N takes it back.",
            "refused N은 N번 가져오기에서 거절된 행을 보여 주고, undo N은 그것을 되돌립니다.",
        ),
        "option.limit_refused": ("With refused: how many rows at most.", "refused와 함께: 최대 행 수."),
        "option.port": ("The port to listen on; 0 takes a free one.", "포트 번호. 0이면 빈 포트를 씁니다."),
        "option.host": ("The address to listen on.", "주소."),
        "option.public_host": (
            "A name under which others may ask for the console, as browsers send it; repeatable. Needed with --host.",
            "다른 사람이 콘솔을 열 때 쓰는 호스트 이름. 여러 번 쓸 수 있으며 --host와 함께 필요합니다.",
        ),
        "option.no_serve": (
            "Simulate and import only; start no server.",
            "시뮬레이션과 가져오기만 하고 서버는 시작하지 않습니다.",
        ),
        "option.seed": ("Another seed gives another simulation.", "다른 시드는 다른 시뮬레이션을 만듭니다."),
        "option.customers_simulated": ("How many customers to simulate.", "시뮬레이션할 고객 수."),
        "help.experiment": (
            "Analyse an experiment in a file: every arm against the control, with intervals, and whether to trust it. Plan "
            "one: how many units it takes.",
            "파일에 담긴 실험을 분석합니다. 실험군마다 대조군과의 차이와 구간, 믿어도 되는지를 보여 줍니다. "
            "실험에 필요한 대상 수도 계획합니다.",
        ),
        "option.experiment_action": ("What to do.", "할 일."),
        "option.experiment_file": (
            "A file with a row for each unit, or several.",
            "대상마다 한 행 또는 여러 행이 있는 파일.",
        ),
        "option.arm": ("Column with the arm that a unit was given.", "대상이 속한 실험군 열."),
        "option.experiment_unit": (
            "Column that names who was given an arm; each row is one when left out.",
            "실험군을 배정받은 대상 열. 없으면 한 행이 한 대상입니다.",
        ),
        "option.metric": (
            "What to compare: a column, or one by another; binary, mean or ratio, told from the values when left out. May "
            "be given several times.",
            "비교할 값: 열 또는 열/열. binary(비율), mean(평균), ratio(비) 중 하나이며, 없으면 값을 보고 정합니다. 여러 번 쓸 수 있습니다.",
        ),
        "option.control": ("The arm to compare with.", "비교 기준이 되는 대조군."),
        "option.before": (
            "A metric's column from before the experiment, which narrows its interval (CUPED).",
            "실험 전 같은 값의 열. 구간이 좁아집니다(CUPED).",
        ),
        "option.split": (
            "How units were to be split, e.g. new=10 and old=90; equally when left out.",
            "의도한 배정 비율, 예: new=10과 old=90. 없으면 똑같이 나눈 것으로 봅니다.",
        ),
        "option.base": (
            "With plan: the value now, a share such as 12% or a mean.",
            "plan에서: 지금 값. 12% 같은 비율 또는 평균.",
        ),
        "option.spread": (
            "With plan: the standard deviation of a unit; not needed for a share.",
            "plan에서: 대상 하나의 표준편차. 비율에는 필요 없습니다.",
        ),
        "option.target": ("With plan: how much better it has to be.", "plan에서: 목표로 하는 개선."),
        "option.expected": (
            "With plan: how much better it probably is; more than the target, or that is met by chance alone.",
            "plan에서: 예상하는 개선. 목표보다 커야 합니다. 같으면 목표에 닿을지가 우연에 달립니다.",
        ),
        "option.arms": ("With plan: arms besides the control.", "plan에서: 대조군을 뺀 실험군 수."),
        "option.power": ("With plan: the chance that it shows.", "plan에서: 드러날 확률."),
        "option.a_day": ("With plan: how many units come a day.", "plan에서: 하루에 들어오는 대상 수."),
        "option.planned": (
            "Units for which the interval that is valid at any look is narrowest; decide before you look.",
            "수시로 봐도 되는 구간이 가장 좁아지는 대상 수. 보기 전에 정하세요.",
        ),
        "help.before-after": (
            "What a change did to a number over time, where it could not be given to some and withheld from others.",
            "일부에게만 적용할 수 없었던 변경이 시간에 따른 값에 어떤 영향을 주었는지 보여 줍니다.",
        ),
        "option.before_after_file": (
            "A file with a row for each case or measurement.",
            "건이나 측정마다 한 행이 있는 파일.",
        ),
        "option.before_after_time": ("Column with the time of each row.", "행의 시각 열."),
        "option.before_after_metric": ("Column with the number to look at.", "살펴볼 값 열."),
        "option.since": ("When the change came, e.g. 2026-03-01.", "변경이 시작된 날, 예: 2026-03-01."),
        "option.period_length": ("Periods that rows are put together to.", "행을 묶을 기간."),
        "option.concerned": (
            "Column that says whom the change was about; the others show what else happened.",
            "변경이 누구에게 해당하는지 적힌 열. 나머지는 그동안 일어난 다른 일을 보여 줍니다.",
        ),
        "option.unconcerned": ("What that column says of the others.", "그 열에서 나머지를 가리키는 값."),
    }
)
