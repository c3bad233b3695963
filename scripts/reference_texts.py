"""The words around what the reference takes from the program, in both languages: (English, Korean)."""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["en", "ko"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "ko")


def told(texts: tuple[str, str], language: Language) -> str:
    """What is said in a language.

    >>> told(("Errors", "오류"), "ko")
    '오류'
    """
    return texts[LANGUAGES.index(language)]


TEXTS: Final = {
    "commands": ("Commands", "명령"),
    "commands.common": ("Options of every command", "모든 명령의 옵션"),
    "commands.head": ("| option | means | default |", "| 옵션 | 뜻 | 기본값 |"),
    "commands.exit": (
        "## Exit status\n\n| status | meaning |\n|---|---|\n| 0 | fine |\n| 1 | ours: a fault in the program |\n"
        "| 2 | the caller's mistake |\n| 130 | stopped with Ctrl-C |\n| 141 | whoever read the output closed it |\n\n"
        "With `--json`, JSON stands alone on standard output, words and progress on standard error. A failure is "
        '`{"error": {"code", "message", "hint"}}` on standard output and one line on standard error.\n',
        "## 종료 상태\n\n| 상태 | 뜻 |\n|---|---|\n| 0 | 정상 |\n| 1 | 프로그램의 잘못 |\n"
        "| 2 | 부른 쪽의 잘못 |\n| 130 | Ctrl-C로 멈춤 |\n| 141 | 출력을 읽던 쪽이 닫음 |\n\n"
        "`--json`을 쓰면 표준 출력에는 JSON만, 표준 오류에는 말과 진행 상황이 나옵니다. 실패하면 표준 출력에 "
        '`{"error": {"code", "message", "hint"}}`, 표준 오류에 한 줄이 나옵니다.\n',
    ),
    "errors": ("Errors", "오류"),
    "errors.opening": (
        "Codes are stable; messages and hints may change. Unknown names get a hint with the nearest ones there are.\n",
        "코드는 바뀌지 않고, 메시지와 해결 방법은 바뀔 수 있습니다. 없는 이름에는 비슷한 이름을 알려 줍니다.\n",
    ),
    "errors.head": (
        "| code | exit | HTTP | message | way out |",
        "| 코드 | 종료 상태 | HTTP | 메시지 | 해결 방법 |",
    ),
    "errors.usage": (
        "| `usage` | 2 |  | What the command line could not read. | See `--help`. |",
        "| `usage` | 2 |  | 명령줄에서 읽을 수 없었던 것. | `--help`를 보세요. |",
    ),
    "settings": ("Settings", "설정"),
    "settings.head": ("| variable | means |", "| 변수 | 뜻 |"),
    "settings.workspace": (
        "A workspace is a folder, `DATA/NAME`: `events/` is a Delta Lake table, `index/` can be deleted and is\n"
        "built again, `state.db` holds imports, refused rows and saved mappings, `SIMULATED` marks a simulation.\n"
        "`journal.db` holds what is accepted and not filed, `access.db` the keys. With `CXLOOP_STATE` these three are\n"
        "schemas of that database, and `state-in-postgresql` says so: it belongs to this folder alone.",
        "작업 공간은 폴더 `DATA/NAME`입니다. `events/`는 Delta Lake 테이블, `index/`는 지워도 다시 만드는 것,\n"
        "`state.db`는 가져오기와 거부된 행, 저장한 열의 뜻이고, `SIMULATED`는 시뮬레이션이라는 표시입니다.\n"
        "`journal.db`에는 받아 두고 아직 정리하지 않은 것, `access.db`에는 키가 있습니다. `CXLOOP_STATE`를 쓰면\n"
        "이 셋은 그 데이터베이스의 스키마가 되고 `state-in-postgresql`에 적힙니다. 이 폴더만의\n"
        "데이터베이스입니다.",
    ),
    "sql": ("Tables for SQL", "SQL 테이블"),
    "sql.opening": (
        "How to ask: [SQL](../how-to/sql.md). The last column is what is left of a column where names are masked.\n",
        "묻는 방법: [SQL로 묻기](../how-to/sql.md). 마지막 열은 이름을 가릴 때 그 열에 남는 것입니다.\n",
    ),
    "sql.head": ("| column | type | means | masked |", "| 열 | 타입 | 뜻 | 가리면 |"),
    "sql.sealed": ("a sealed name", "봉인한 이름"),
    "sql.hidden": ("left out", "빠짐"),
    "sql.telling": ("without addresses", "주소 없이"),
}

SETTINGS: Final = {
    "CXLOOP_DATA": (
        "The data folder, where `--data` does not say; `cxloop-data` in the working folder else.",
        "`--data`가 없을 때 쓰는 데이터 폴더. 없으면 작업 폴더의 `cxloop-data`.",
    ),
    "CXLOOP_LANG": (
        "`en` or `ko`, where `--lang` does not say; the system's language (`LC_ALL`, `LANG`) else.",
        "`--lang`이 없을 때 `en` 또는 `ko`. 없으면 시스템의 언어(`LC_ALL`, `LANG`).",
    ),
    "CXLOOP_STATE": (
        "State, journal and keys: `postgresql://USER:PASSWORD@HOST/DATABASE`; files in the folder else.",
        "상태, 저널, 키를 둘 곳: `postgresql://USER:PASSWORD@HOST/DATABASE`. 없으면 폴더 안의 파일.",
    ),
    "CXLOOP_SECRET": (
        "A secret in the place of `DATA/secret.key`: for the audit log, masked names and webhooks.",
        "`DATA/secret.key` 대신 쓰는 비밀 값. 감사 기록, 가린 이름, 웹훅에 씁니다.",
    ),
    "CXLOOP_OIDC_ISSUER": (
        "Sign-in with an OpenID provider: its address, `https://…`.",
        "OpenID 제공자로 로그인: 그 주소, `https://…`.",
    ),
    "CXLOOP_OIDC_CLIENT_ID": ("What the provider calls this console.", "제공자가 이 콘솔을 부르는 이름."),
    "CXLOOP_OIDC_CLIENT_SECRET": ("The secret it has given to this console.", "제공자가 이 콘솔에 준 비밀 값."),
    "CXLOOP_OIDC_ROLE_CLAIM": (
        "The claim of the ID token that names roles: `viewer`, `analyst`, `maker`, `admin`.",
        "ID 토큰에서 역할이 든 클레임: `viewer`, `analyst`, `maker`, `admin`.",
    ),
    "CXLOOP_OIDC_DEFAULT_ROLE": (
        "The role of people whom the claim gives none, at their first sign-in.",
        "클레임에 역할이 없는 사람이 처음 로그인할 때 받는 역할.",
    ),
    "CXLOOP_OIDC_WORKSPACES": (
        "The workspaces, with commas between, that they get it in; the first one served else.",
        "그 역할을 받는 작업 공간, 쉼표로 구분. 없으면 처음 서비스하는 곳.",
    ),
    "CXLOOP_WEBHOOK_HOSTS": (
        "Hosts that webhooks may go to although they are private: `localhost:9000,jira.internal`.",
        "사설망이어도 웹훅을 보낼 수 있는 호스트: `localhost:9000,jira.internal`.",
    ),
    "CXLOOP_UPLOAD_MB": (
        "The largest file, in megabytes, that the browser may send to be imported; 4096 else.",
        "브라우저로 가져올 수 있는 가장 큰 파일(MB). 없으면 4096.",
    ),
    "CXLOOP_POSTGRES_CA": (
        "A PEM file of the authorities that certificates of PostgreSQL servers are checked with, "
        "instead of those of the machine.",
        "PostgreSQL 서버의 인증서를 확인할 인증 기관 파일(PEM). 없으면 이 컴퓨터의 인증 기관을 씁니다.",
    ),
    "CXLOOP_POSTGRES_HOSTS": (
        "Hosts whose PostgreSQL the console may ask although they are private: `db.internal`.",
        "사설망이어도 콘솔이 PostgreSQL에 물을 수 있는 호스트: `db.internal`.",
    ),
    "CXLOOP_REFERENCE_DATA": (
        "For tests and benchmarks: the folder with real logs; `../shared/data` else.",
        "시험과 성능 측정용: 실제 로그가 든 폴더. 없으면 `../shared/data`.",
    ),
    "CXLOOP_TEST_SLOWER": (
        "For tests of pages: their scripts run so many times slower.",
        "화면 시험용: 화면의 스크립트가 이 배수만큼 느려집니다.",
    ),
    "CXLOOP_TEST_DELAY_MS": (
        "For tests of pages: answers and scripts are late by up to this many milliseconds, as chance will have it.",
        "화면 시험용: 응답과 스크립트가 최대 이만큼(밀리초) 무작위로 늦어집니다.",
    ),
}
"""Environment variables."""
