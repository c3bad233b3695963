"""What the commands about names and settings say, in English and Korean."""

from __future__ import annotations

from typing import Final

NAMES: Final[dict[str, tuple[str, str]]] = {
    "names.usage": (
        "write label list, set EVENT …, channel CHANNEL [--ko NAME] [--en NAME] [--kind KIND], history, or undo NUMBER",
        "label list, set 이벤트 …, channel 채널 [--ko 이름] [--kind 종류], history, undo 번호 중 하나로 쓰세요",
    ),
    "names.none": ("Nobody has changed a name or a setting yet.", "아직 이름이나 설정을 바꾼 사람이 없습니다."),
    "names.settings": (
        "Currency {currency} · time zone {zone} · weeks begin on {week} · business hours {hours} · bots {bots}",
        "통화 {currency} · 시간대 {zone} · 한 주의 시작 {week} · 영업시간 {hours} · 봇 {bots}",
    ),
    "names.hidden": ("hidden", "숨김"),
    "names.merged": ("merged into {event}", "{event}{event:으로} 합침"),
    "names.error_yes": ("an error", "오류"),
    "names.error_no": ("no error", "오류 아님"),
    "names.lens": (
        "Events hidden: {hidden}, merged: {merged}; journeys of bots left out: {bots}. See cxloop label.",
        "숨긴 이벤트 {hidden}개, 합친 이벤트 {merged}개, 제외한 봇 여정 {bots}개. cxloop label에서 볼 수 있습니다.",
    ),
    "weekday.mon": ("Monday", "월요일"),
    "weekday.tue": ("Tuesday", "화요일"),
    "weekday.wed": ("Wednesday", "수요일"),
    "weekday.thu": ("Thursday", "목요일"),
    "weekday.fri": ("Friday", "금요일"),
    "weekday.sat": ("Saturday", "토요일"),
    "weekday.sun": ("Sunday", "일요일"),
    "column.ko": ("Korean", "한국어"),
    "column.en": ("English", "영어"),
    "column.description": ("description", "설명"),
    "column.owner_is": ("owner", "담당"),
    "column.seen_as": ("seen as", "보이는 방식"),
    "column.name": ("name", "이름"),
    "column.changed": ("changed", "바뀐 내용"),
}

NAMES_HELP: Final[dict[str, tuple[str, str]]] = {
    "help.label": (
        "Name events and channels, hide or merge events, say what is an error; with history and undo.",
        "이벤트와 채널에 이름을 붙이고, 이벤트를 숨기거나 합치고, 무엇이 오류인지 정합니다. 되돌릴 수 있습니다.",
    ),
    "help.settings": (
        "Currency, time zone, first day of the week, business hours and bots of a workspace.",
        "작업 공간의 통화, 시간대, 한 주의 시작, 영업시간, 봇을 보거나 정합니다.",
    ),
    "option.label_action": ("What to do; undo: what there was before an edit.", "할 일. undo: 편집 전으로 되돌립니다."),
    "option.label_what": (
        "The event or channel as it came with the data, or the number of an edit.",
        "데이터에 적힌 이벤트나 채널 이름, 또는 편집 번호.",
    ),
    "option.label_ko": ("Its name in Korean.", "한국어 이름."),
    "option.label_en": ("Its name in English.", "영어 이름."),
    "option.label_description": ("What it means.", "무엇을 뜻하는지."),
    "option.label_person": ("Who it belongs to.", "담당자."),
    "option.label_kind": (
        "Whether it is digital or with a person; guess: by its name.",
        "디지털인지 사람과 만나는지. guess: 이름으로 짐작합니다.",
    ),
    "option.label_error": (
        "Whether it says that something failed; guess: by its name.",
        "무언가 실패했다는 뜻인지. guess: 이름으로 짐작합니다.",
    ),
    "option.label_hide": ("Whether any question sees it.", "질문에서 숨길지 보일지."),
    "option.label_merge": (
        'The event under whose name it is seen; "" for its own.',
        '어느 이벤트의 이름으로 볼지. 본래 이름으로 되돌리려면 "".',
    ),
    "option.settings_currency": (
        'In which money is shown, e.g. KRW; "" for none.',
        '금액의 통화, 예: KRW. 없애려면 "".',
    ),
    "option.settings_zone": ("Time zone where none is chosen.", "따로 고르지 않았을 때의 시간대."),
    "option.settings_week": ("The first day of the week.", "한 주가 시작하는 요일."),
    "option.settings_hours": (
        'Business hours, such as "Mon-Fri 09:00-18:00 Asia/Seoul".',
        '영업시간, 예: "월-금 09:00-18:00 Asia/Seoul".',
    ),
    "option.settings_bots": (
        "A rule; journeys with an event for which it holds are left out.",
        "규칙. 이 규칙에 맞는 이벤트가 있는 여정은 빼고 셉니다.",
    ),
}
