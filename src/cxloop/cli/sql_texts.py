"""What the command about SQL says, in English and Korean."""

from __future__ import annotations

from typing import Final

SQL: Final[dict[str, tuple[str, str]]] = {
    "sql.usage": (
        'write a query: cxloop sql "SELECT …", --file FILE, or --saved NAME; --tables lists what there is',
        'cxloop sql "SELECT …", --file 파일, --saved 이름 중 하나로 쓰세요. --tables로 테이블을 볼 수 있습니다',
    ),
    "sql.two": ("a query, --file and --saved exclude each other", "쿼리, --file, --saved 중 하나만 쓸 수 있습니다"),
    "sql.rows": ("{rows} rows, {seconds} s.", "{rows}행, {seconds}초"),
    "sql.cut_rows": (
        "Cut: these are the first {rows} rows; there are more. --rows asks for more.",
        "잘림: 처음 {rows}행만 보입니다. --rows로 더 볼 수 있습니다.",
    ),
    "sql.cut_bytes": (
        "Cut: these are the first {rows} rows; the rest is too large to show.",
        "잘림: 결과가 너무 커서 처음 {rows}행만 보입니다.",
    ),
    "sql.none": ("No rows.", "결과가 없습니다."),
    "sql.record": ("Row {number}", "{number}번째 행"),
    "sql.table": ("{table}: {what}", "{table}: {what}"),
    "sql.saved": ("Saved as “{title}” (query {id}).", "“{title}”{title:으로} 저장했습니다(쿼리 {id})."),
    "column.sql_column": ("Column", "열"),
    "column.sql_type": ("Type", "타입"),
    "column.sql_what": ("Meaning", "뜻"),
}
SQL_HELP: Final[dict[str, tuple[str, str]]] = {
    "help.sql": (
        "Ask in SQL, over events, journeys and the tables behind every answer; nothing can be changed by it.",
        "이벤트, 여정, 그리고 모든 답 뒤의 테이블에 SQL로 묻습니다. 데이터는 바뀌지 않습니다.",
    ),
    "option.sql_query": ("One SELECT.", "SELECT 하나."),
    "option.sql_file": (
        "Read the query from this file; - is standard input.",
        "이 파일에서 쿼리를 읽습니다. -는 표준 입력입니다.",
    ),
    "option.sql_saved": ("Run the query saved under this name.", "이 이름으로 저장된 쿼리를 실행합니다."),
    "option.sql_name": ("Save the query under this name.", "쿼리를 이 이름으로 저장합니다."),
    "option.sql_tables": ("List the tables with their columns.", "테이블과 열을 보여 줍니다."),
    "option.sql_csv": ("Answer in CSV, alone on standard output.", "표준 출력에 CSV만 표시합니다."),
    "option.sql_rows": ("So many rows at most.", "최대 행 수."),
    "option.sql_seconds": ("End it after so many seconds.", "이 초가 지나면 중단합니다."),
    "option.sql_zone": (
        "The time zone of days and times; that of the settings, else UTC.",
        "날짜와 시각의 시간대. 없으면 설정의 시간대, 그것도 없으면 UTC.",
    ),
}
