"""What saved questions and dashboards say, in English and Korean."""

from __future__ import annotations

from typing import Final

SAVED: Final[dict[str, tuple[str, str]]] = {
    "help.saved": (
        "Questions kept under a name: list, ask one, add the address of a page, remove.",
        "이름을 붙여 둔 질문: 목록을 보고, 묻고, 화면 주소로 추가하고, 뺍니다.",
    ),
    "option.saved_what": (
        "The name (or number) of the one to ask; add or remove; nothing for the list.",
        "물을 질문의 이름(또는 번호), add, remove. 없으면 목록.",
    ),
    "option.saved_name": ("With add and remove: the name.", "add, remove와 함께: 이름."),
    "option.saved_address": (
        "With add: the address of a page, such as '/funnel?step=visit&step=order'.",
        "add와 함께: 화면 주소(예: '/funnel?step=방문&step=주문').",
    ),
    "option.saved_description": ("With add: what it is about.", "add와 함께: 어떤 질문인지."),
    "saved.usage": (
        "write saved, saved NAME, saved add NAME ADDRESS or saved remove NAME",
        "saved, saved 이름, saved add 이름 주소, saved remove 이름 중 하나로 쓰세요",
    ),
    "saved.none": (
        'Nothing is saved yet. `cxloop saved add NAME ADDRESS` does it, or "Save" on a page.',
        "아직 저장한 질문이 없습니다. `cxloop saved add 이름 주소`나 화면의 “저장”으로 저장합니다.",
    ),
    "help.dashboard": (
        "Dashboards: list them, or show the tiles of one.",
        "대시보드: 목록을 보거나, 하나의 타일을 봅니다.",
    ),
    "option.dashboard_what": ("Its name or number; nothing for the list.", "이름이나 번호. 없으면 목록."),
    "dashboard.none": (
        "There is no dashboard yet. They are made in the console, under Dashboards.",
        "아직 대시보드가 없습니다. 콘솔의 대시보드 화면에서 만듭니다.",
    ),
    "dashboard.period": ("Period of the tiles: {begin} – {end}", "타일의 기간: {begin} – {end}"),
    "dashboard.named": ("Tiles", "타일"),
    "column.address": ("address", "주소"),
    "column.tiles": ("tiles", "타일"),
    "column.last_changed": ("last changed", "마지막 변경"),
}
