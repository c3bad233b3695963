"""What answers and messages say: key → (English, Korean)."""

from __future__ import annotations

from typing import Final

from cxloop.cli.change_texts import CHANGE
from cxloop.cli.loop_texts import LOOP
from cxloop.cli.names_texts import NAMES
from cxloop.cli.performance_texts import PERFORMANCE
from cxloop.cli.prototype_texts import PROTOTYPE
from cxloop.cli.refusal_texts import REFUSALS
from cxloop.cli.saved_texts import SAVED
from cxloop.cli.sql_texts import SQL
from cxloop.cli.webhook_texts import WEBHOOK

TEXTS: Final[dict[str, tuple[str, str]]] = (
    CHANGE
    | LOOP
    | NAMES
    | PERFORMANCE
    | SAVED
    | SQL
    | REFUSALS
    | WEBHOOK
    | PROTOTYPE
    | {
        "error": ("Error", "오류"),
        "error.kept": (
            "Kept before it: {path}, import {number}, {imported} events.",
            "그 앞에 가져온 것은 남아 있습니다: {path}, {number}번, 이벤트 {imported}개.",
        ),
        "interrupted": ("Stopped.", "중단했습니다."),
        "usage.command": ("A command is missing.", "명령이 없습니다."),
        "usage.message": ("{what}", "명령을 읽을 수 없습니다: {what}"),
        "usage.hint": ("See {command} --help.", "{command} --help를 보세요."),
        "simulated": ("This is a simulation, not real customers.", "실제 고객이 아니라 시뮬레이션입니다."),
        "working": ("working …", "계산 중 …"),
        "working.seconds": ("working … {seconds} s", "계산 중 … {seconds}초"),
        "rate": ("{rate} rows/s", "초당 {rate}행"),
        "unit.d": ("d", "일"),
        "unit.h": ("h", "시간"),
        "unit.m": ("m", "분"),
        "unit.s": ("s", "초"),
        "unit.points": ("pp", "%p"),
        "import.line": (
            "{stage}: {share}, {rows} rows, {rate} rows/s, {left} s left",
            "{stage}: {share}, {rows}행, 초당 {rate}행, {left}초 남음",
        ),
        "import.reading": ("reading", "읽는 중"),
        "import.indexing": ("putting journeys together", "여정 만드는 중"),
        "import.mapping": ("{path} is read like this:", "{path}{path:을} 이렇게 읽습니다:"),
        "import.preview": ("The first events:", "처음 이벤트:"),
        "import.confirm": ("Some of this is a guess. Import it like this?", "일부는 추측입니다. 이대로 가져올까요?"),
        "import.what": (
            "name files, or --postgres together with --query",
            "파일을 지정하거나 --postgres와 --query를 함께 지정하세요",
        ),
        "import.declined": (
            "Nothing was imported. Name the columns, e.g. --customer COLUMN.",
            "가져오지 않았습니다. --customer 열이름처럼 열을 지정하세요.",
        ),
        "import.dry": ("Nothing was imported (--dry-run).", "가져오지 않았습니다(--dry-run)."),
        "import.done": (
            "Events imported: {imported}{more}.",
            "가져온 이벤트: {imported}건{more}.",
        ),
        "import.done.refused": (", rows refused: {n}", ", 거절한 행: {n}행"),
        "import.done.duplicates": (", already there: {n}", ", 이미 있던 이벤트: {n}건"),
        "import.first_refused": ("The first of them:", "처음 몇 행:"),
        "import.strays": (
            "Look at their dates: {events} events from {begin} to {end} lie far from all others, and are left out of the "
            "period of the log.",
            "날짜를 확인하세요. {begin}부터 {end}까지의 이벤트 {events}개가 나머지와 동떨어져 있어 로그의 기간에서 빠집니다.",
        ),
        "import.no_customer.attributed": (
            "Rows that name a case but no customer: {n} are filed under the one customer that other rows of their case "
            "name.",
            "고객 없이 건만 적힌 행 가운데 {n}행은 같은 건의 다른 행에 적힌 고객의 것으로 넣었습니다.",
        ),
        "import.no_customer.alone": (
            "Rows that name a case but no customer: for {n} the file names no customer of their case, or several. Each of "
            "these cases counts as a customer of its own.",
            "고객 없이 건만 적힌 행 가운데 {n}행은 그 건의 고객이 파일에 없거나 여럿이라, 건 하나를 고객 한 명으로 셉니다.",
        ),
        "import.more_refused": (
            "All of them: cxloop imports refused {number}",
            "전체 보기: cxloop imports refused {number}",
        ),
        "refused.first": (
            "Rows of import {number} ({path}) that were refused: {n}.",
            "{number}번 가져오기({path})에서 거절된 행: {n}.",
        ),
        "refused.more": ("… and {n} more (see --limit).", "… 그 밖에 {n}행(--limit 참고)."),
        "column.line": ("line", "줄"),
        "column.offending": ("what is wrong", "문제 값"),
        "column.row": ("row", "행"),
        "import.refused": ("Refused, by reason:", "거절된 이유:"),
        "import.header": (
            "The first row holds the names of the columns (--no-header: it is data).",
            "첫 줄을 열 이름으로 읽습니다(데이터라면 --no-header).",
        ),
        "import.no_header": (
            "The first row is data already, so the columns are named by their place (--header: it holds names).",
            "첫 줄부터 데이터로 보고 열을 순서대로 이름 붙였습니다(열 이름이라면 --header).",
        ),
        "import.saved": (
            "This header was imported before; its mapping is used again.",
            "같은 열 구성의 지난 연결을 다시 씁니다.",
        ),
        "import.sheet": (
            "The sheet {sheet} is read; there are also: {others} (--sheet).",
            "{sheet} 시트를 읽습니다. 다른 시트: {others}(--sheet로 고릅니다).",
        ),
        "import.together": (
            "The sheets of the same columns are read together: {sheets} (--sheet for one alone).",
            "열이 같은 시트를 함께 읽습니다: {sheets}(하나만 읽으려면 --sheet).",
        ),
        "import.value_once": (
            "{column} counts once per row, at the first of {events} that it has; --value {column}=NAME says which one.",
            "{column} 금액은 행마다 한 번, {events} 가운데 그 행에 처음 있는 것에 셉니다. --value {column}=이름으로 정할 수 있습니다.",
        ),
        "import.skipped": ("Passed over above the header: {text}", "머리글 위에서 건너뛴 줄: {text}"),
        "import.dates": (
            "Dates in {column} are read {dates}: a guess. --dates says otherwise.",
            "{column} 열의 날짜를 {dates}{dates:으로} 읽습니다(추측). --dates로 바꿀 수 있습니다.",
        ),
        "key.new": (
            "A key for {purpose} into “{workspace}”, good until {until}:",
            "“{workspace}”에 쓸 {purpose} 키입니다({until}까지 유효):",
        ),
        "key.once": (
            "It is shown this once; only its hash is kept.",
            "지금 한 번만 보여 드립니다. 해시만 보관합니다.",
        ),
        "key.none": ("There are no keys yet: cxloop key create.", "아직 키가 없습니다: cxloop key create."),
        "key.revoked": ("Key {id} no longer opens.", "{id} 키는 이제 쓸 수 없습니다."),
        "key.purposes": ("it is ingest, flags, rules or read", "ingest, flags, rules, read 중 하나입니다"),
        "key.usage": (
            "write key create, key list or key revoke ID",
            "key create, key list, key revoke ID 중 하나로 쓰세요",
        ),
        "account.none": (
            "There are no accounts yet: cxloop account create NAME.",
            "아직 계정이 없습니다: cxloop account create 이름.",
        ),
        "account.has": ("yes", "있음"),
        "account.has_not": ("no", "없음"),
        "account.is": ("{account}: {roles}", "{account} 계정: {roles}"),
        "account.disabled": ("{account} can no longer sign in.", "{account} 계정은 이제 로그인할 수 없습니다."),
        "account.link": (
            "{account} ({roles}) signs in once with this link, until {until} UTC, and can set a password then:",
            "{account}({roles}){account:이} UTC {until}까지 한 번 로그인하고 비밀번호를 정할 수 있는 링크입니다:",
        ),
        "account.usage": (
            "write account create NAME, list, role NAME ROLE, disable NAME or link NAME",
            "account create 이름, list, role 이름 역할, disable 이름, link 이름 중 하나로 쓰세요",
        ),
        "audit.none": ("Nothing has been written down yet.", "아직 기록이 없습니다."),
        "audit.masked": ("masked", "가림"),
        "audit.whole": (
            "The audit log holds: {n} records, {anchored} of them anchored in {anchor}.",
            "감사 기록이 온전합니다: {n}건, 그중 {anchored}건까지 {anchor}에 고정되어 있습니다.",
        ),
        "audit.head": ("Newest record: {head}", "가장 새 기록: {head}"),
        "audit.usage": ("write audit list or audit verify", "audit list, audit verify 중 하나로 쓰세요"),
        "quarantine.none": ("No message waits in quarantine.", "격리된 메시지가 없습니다."),
        "quarantine.first": ("Messages in quarantine: {n}.", "격리된 메시지: {n}개."),
        "quarantine.one": (
            "Message {number} ({status}), {why}",
            "{number}번 메시지({status}), {why}",
        ),
        "quarantine.status.waiting": ("waiting", "대기 중"),
        "quarantine.status.replayed": ("sent in again", "다시 보냄"),
        "quarantine.status.dropped": ("dropped", "버림"),
        "quarantine.replayed": (
            "Messages sent in again: {n}. Still refused: {still}.",
            "다시 보낸 메시지: {n}개. 여전히 거절됨: {still}개.",
        ),
        "quarantine.usage": (
            "write quarantine list, show N, fix N --message JSON, drop N or replay [N]",
            "quarantine list, show N, fix N --message JSON, drop N, replay [N] 중 하나로 쓰세요",
        ),
        "customer.first": ("{customer}: {events} events. Known as:", "{customer}: 이벤트 {events}개. 알려진 식별자:"),
        "column.flag": ("flag", "플래그"),
        "column.state": ("state", "상태"),
        "column.changed": ("changed", "변경"),
        "column.by": ("by", "변경한 사람"),
        "column.assigned": ("assigned", "배정"),
        "column.definition": ("definition", "정의"),
        "schema.usage": (
            "write schema list, show EVENT, fix EVENT [--file FILE], end EVENT or differences [EVENT]",
            "schema list, show EVENT, fix EVENT [--file FILE], end EVENT, differences [EVENT] 중 하나로 쓰세요",
        ),
        "schema.version": (
            "Schema of {event}, version {version}, since {day}:",
            "{event} 스키마, 버전 {version}, {day}부터:",
        ),
        "schema.would": (
            "{event} has no schema. As its messages are, it would be (cxloop schema fix):",
            "{event}에는 스키마가 없습니다. 지금까지의 메시지대로라면 다음과 같습니다(cxloop schema fix):",
        ),
        "schema.ended": (
            "{event} has no schema any more, since {day} (version {version}).",
            "{event} 스키마를 끝냈습니다: {day}, 버전 {version}.",
        ),
        "schema.kept": ("No message differs from its schema.", "스키마와 다른 메시지가 없습니다."),
        "difference.field_missing": ("missing", "없음"),
        "difference.field_type": ("other type", "형식이 다름"),
        "difference.field_unknown": ("not in the schema", "스키마에 없음"),
        "difference.field_value": ("other value", "허용되지 않은 값"),
        "catalogue.none": ("No event has come in live yet.", "아직 실시간으로 들어온 이벤트가 없습니다."),
        "column.per_minute": ("a minute", "분당"),
        "column.messages": ("messages", "메시지"),
        "column.last": ("last", "마지막"),
        "column.properties": ("properties", "속성"),
        "column.property": ("property", "속성"),
        "column.version": ("version", "버전"),
        "column.fixed": ("fixed", "확정일"),
        "column.differ": ("differ", "다른 메시지"),
        "column.found": ("found", "실제 값"),
        "column.event_id": ("for example", "예"),
        "column.id": ("id", "ID"),
        "column.purpose": ("purpose", "용도"),
        "column.name": ("name", "이름"),
        "column.created": ("made", "만든 날"),
        "column.expires": ("until", "만료"),
        "column.revoked": ("revoked", "폐기"),
        "column.detail": ("what exactly", "자세히"),
        "column.identifier": ("identifier", "식별자"),
        "imports.usage": (
            "write imports, imports refused N or imports undo N",
            "imports, imports refused N, imports undo N 중 하나로 쓰세요",
        ),
        "imports.none": ("Nothing has been imported yet.", "아직 가져온 것이 없습니다."),
        "imports.first": ("Imports: {n}.", "가져오기 {n}회."),
        "imports.undone": (
            "Import {number} was taken back: {events} events.",
            "{number}번 가져오기를 되돌렸습니다: 이벤트 {events}개.",
        ),
        "saved": ("Saved: {path}", "저장했습니다: {path}"),
        "saved.table": (
            "It holds the table “{table}”. Others, each with --table NAME, or all in an .xlsx: {others}",
            "“{table}” 표가 들어 있습니다. 다른 표는 --table 이름으로, 모두는 .xlsx로 저장하세요: {others}",
        ),
        "more": ("… and {n} more (see --json).", "… 그 밖에 {n}개(--json 참고)."),
        "earlier": ("… and {n} earlier ones (see --json).", "… 이전 {n}개는 --json으로 볼 수 있습니다."),
        "examples": ("Examples: {names}", "사례: {names}"),
        "behind.marked": ("Events that make it: {events}", "이 수치를 이루는 이벤트: {events}"),
        "pains.examples": ("Look at journeys: cxloop journey {name}", "여정 보기: cxloop journey {name}"),
        "kind.digital": ("digital", "디지털"),
        "kind.human": ("human", "사람"),
        "kind.unknown": ("unknown", "모름"),
        "serve.ready": ("Console ({workspace}): {link}", "콘솔({workspace}): {link}"),
        "serve.damaged": (
            "{path} was damaged ({reason}). It is kept as {kept}; {rows} rows could be read and go on.",
            "{path}{path:이} 손상되어 있었습니다({reason}). {kept}{kept:으로} 보관하고, 읽을 수 있는 {rows}행으로 계속합니다.",
        ),
        "serve.damaged.rows": ("Lost rows: {lost}.", "잃은 행: {lost}"),
        "serve.damaged.log": (
            "Lost as well: what was changed last, {n} pages of it.",
            "마지막에 바뀐 내용도 {n}페이지를 잃었습니다.",
        ),
        "serve.once": (
            "Each link signs in once. Stop with Ctrl-C.",
            "링크마다 한 번만 로그인됩니다. Ctrl-C로 멈춥니다.",
        ),
        "demo.simulating": (
            "Simulating {customers} customers of a shop and a helpdesk …",
            "상점 고객 {customers}명과 헬프데스크를 시뮬레이션하는 중 …",
        ),
        "demo.ready": (
            "Simulated workspace “{name}” in {folder}: {events} events.",
            "시뮬레이션 작업 공간 “{name}”({folder}): 이벤트 {events}개.",
        ),
        "demo.there": ("The simulation in {folder} is used as it is.", "{folder}의 시뮬레이션을 그대로 씁니다."),
        "demo.other": (
            "{folder} holds a workspace “{name}” that is not this simulation; name another folder",
            "{folder}에 이 시뮬레이션이 아닌 작업 공간 “{name}”{name:이} 있습니다. 다른 폴더를 지정하세요",
        ),
        "serve.public": (
            "on {host} others can reach the console; say under which name they may, e.g. --public-host console.example.com",
            "{host}에서는 다른 사람도 콘솔에 접속할 수 있습니다. 허용할 이름을 지정하세요. 예: --public-host console.example.com",
        ),
        "serve.host_name": (
            "it is a host's name alone, without http:// and port",
            "http://와 포트 없이 호스트 이름만 씁니다",
        ),
        "serve.taken": ("port {port} cannot be used ({why})", "{port}번 포트를 쓸 수 없습니다({why})"),
        "version": ("cxloop {version}", "cxloop {version}"),
        "warm.done": ("{n} kernel modules compiled in {seconds} s.", "커널 모듈 {n}개를 {seconds}초에 컴파일했습니다."),
        "column.account": ("account", "계정"),
        "column.roles": ("roles", "역할"),
        "column.password": ("password", "비밀번호"),
        "column.issuer": ("signs in with", "로그인 방식"),
        "column.disabled": ("disabled", "사용 중지"),
        "column.who": ("who", "누가"),
        "column.action": ("did what", "무엇을"),
        "column.workspace": ("workspace", "작업 공간"),
        "column.stated": ("what for", "목적"),
        "column.masked": ("names", "이름"),
        "column.channel": ("channel", "채널"),
        "column.kind": ("kind", "종류"),
        "column.events": ("events", "이벤트"),
        "column.customers": ("customers", "고객"),
        "column.time": ("time", "시각"),
        "column.share": ("share", "비율"),
        "column.count": ("count", "횟수"),
        "column.difference": ("difference", "차이"),
        "column.event": ("event", "이벤트"),
        "column.customer": ("customer", "고객"),
        "column.effect": ("effect", "영향"),
        "column.interval": ("95 % interval", "95% 구간"),
        "column.cost": ("cost", "비용"),
        "column.number": ("no.", "번호"),
        "column.file": ("file", "파일"),
        "column.imported": ("imported", "가져옴"),
        "column.refused": ("refused", "거절"),
        "column.duplicates": ("already there", "이미 있음"),
        "column.role": ("role", "역할"),
        "column.column": ("column", "열"),
        "column.reason": ("reason", "이유"),
        "role.customer": ("customer", "고객"),
        "role.customer_kind": ("kind of customer", "고객 식별자 종류"),
        "role.identifiers": ("other identifiers", "다른 식별자"),
        "role.case": ("case", "건"),
        "role.times": ("time", "시각"),
        "role.event": ("event", "이벤트"),
        "role.event_name": ("event name", "이벤트 이름"),
        "role.channel": ("channel", "채널"),
        "role.owner": ("owner", "담당"),
        "role.due": ("promised", "약속 시각"),
        "role.id": ("event id", "이벤트 번호"),
        "role.value": ("money", "금액"),
        "role.value_at": ("money counts at", "금액을 셈할 이벤트"),
        "role.text": ("text", "글"),
        "role.zone": ("time zone", "시간대"),
        "role.dates": ("dates", "날짜 순서"),
        "role.orders": ("dates by column", "열별 날짜 순서"),
        "role.decimal": ("decimal sign", "소수점"),
        "role.properties": ("properties", "속성"),
        "period.0": ("0", "0"),
        "period.1": ("1", "1"),
        "period.2": ("2", "2"),
        "period.3": ("3", "3"),
        "period.4": ("4", "4"),
        "period.5": ("5", "5"),
        "period.6": ("6", "6"),
        "period.7": ("7", "7"),
        "period.8": ("8", "8"),
        "period.9": ("9", "9"),
        "period.10": ("10", "10"),
        "period.11": ("11", "11"),
        "period.12": ("12", "12"),
        "status.running": ("cut off", "중단됨"),
        "status.done": ("done", "완료"),
        "status.undone": ("taken back", "되돌림"),
        "status.failed": ("failed", "실패"),
        "column.rule": ("to show that it is", "확인하려는 것"),
        "column.days": ("days", "일수"),
        "column.arm": ("arm", "실험군"),
        "column.units": ("units", "대상"),
        "column.mean": ("value", "값"),
        "column.lift": ("relative", "상대 변화"),
        "column.p": ("p", "p"),
        "column.sequential": ("valid at any look", "수시로 봐도 되는 구간"),
    }
)
