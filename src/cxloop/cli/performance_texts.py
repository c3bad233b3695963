"""What performance and marks say, in English and Korean."""

from __future__ import annotations

from typing import Final

PERFORMANCE: Final[dict[str, tuple[str, str]]] = {
    "help.performance": (
        "How customers fare over time: outcomes, ratings, adoption, times, by channel or segment.",
        "시간에 따른 고객 성과: 결과, 평점, 정착률, 처리 시간을 채널이나 세그먼트별로 봅니다.",
    ),
    "help.mark": (
        "Mark on the time axis what happened: a release, an incident, a campaign.",
        "시간 축에 있었던 일을 표시합니다: 출시, 장애, 캠페인.",
    ),
    "option.metrics": (
        "Metrics as changes have them, such as reaches:order placed, nps:score, resolved:45m:opened/solved; "
        "where none is given, those of goals, changes and ratings.",
        "변경과 같은 지표(예: reaches:주문 완료, nps:점수, resolved:45m:접수/해결). 없으면 목표, 변경, 평점의 지표.",
    ),
    "option.last": ("How many periods, up to the last event.", "마지막 이벤트까지 몇 개 기간을 볼지."),
    "option.by": (
        "Broken down by a field (channel, owner, a property), a rule, or segment:NAME.",
        "항목(channel, owner, 속성), 규칙, segment:이름으로 나누어 봅니다.",
    ),
    "option.mark_action": ("What to do.", "할 일."),
    "option.mark_what": ("With add: a title; with remove: the number.", "add와 함께: 제목. remove와 함께: 번호."),
    "option.mark_on": ("When it happened, or began.", "일어난 날, 또는 시작한 날."),
    "option.mark_until": ("Until when it lasted.", "언제까지 이어졌는지."),
    "option.mark_sort": ("What it was.", "어떤 일이었는지."),
    "performance.mark_usage": (
        "write mark list, add TITLE --on DATE [--until DATE] [--sort release|incident|other], or remove ID",
        "mark list, add 제목 --on 날짜 [--until 날짜] [--sort release|incident|other], remove ID 중 하나로 쓰세요",
    ),
    "performance.sort_release": ("release", "출시"),
    "performance.sort_incident": ("incident", "장애"),
    "performance.sort_other": ("other", "기타"),
    "performance.sort_started": ("change started", "변경 시작"),
    "performance.sort_rolled_back": ("rolled back", "되돌림"),
    "performance.sort_verdict": ("verdict", "판정"),
    "help.segment": (
        "Segments with names, for flags and pages: by steps, by a pain point, or of those who join a beta.",
        "플래그와 화면에서 쓰는 이름 있는 세그먼트: 단계, 불편, 또는 베타 참여 고객.",
    ),
    "option.segment_action": ("What to do.", "할 일."),
    "option.segment_name": ("Its name.", "이름."),
    "option.segment_with": ("An event that they have; may be repeated.", "있어야 하는 이벤트. 여러 번 쓸 수 있습니다."),
    "option.segment_without": (
        "An event that they do not have; may be repeated.",
        "없어야 하는 이벤트. 여러 번 쓸 수 있습니다.",
    ),
    "option.segment_pain": (
        "Those hit by this pain point; with the --outcome that pains was asked with.",
        "이 불편을 겪은 고객. pains에 준 --outcome도 함께 주세요.",
    ),
    "option.segment_beta": (
        "Those who have joined this beta (event “Beta joined”) and not left it.",
        "이 베타에 참여하고(이벤트 “Beta joined”) 나가지 않은 고객.",
    ),
    "option.segment_within": ("How far back is looked.", "얼마나 거슬러 올라가 볼지."),
    "segment.usage": (
        "write segment list, add NAME with --with, --without, --pain or --beta, members NAME, or end NAME",
        "segment list, add 이름(--with, --without, --pain, --beta와 함께), members 이름, end 이름 중 하나로 쓰세요",
    ),
    "segment.none": (
        "No segments yet: cxloop segment add NAME --with STEP.",
        "아직 세그먼트가 없습니다: cxloop segment add 이름 --with 단계",
    ),
    "segment.of_beta": ("joined {beta}", "{beta} 참여"),
    "segment.of_pain": ("{kind} at {step}", "{step}에서 {kind}"),
    "segment.not": ("without {step}", "{step} 없음"),
    "segment.within": ("{days} days", "{days}일"),
    "column.who_is_in": ("who is in it", "대상"),
    "column.reminder": ("clean up", "정리"),
    "flag.reminder_decided": ("its change ended {days} days ago", "변경이 {days}일 전에 끝남"),
    "flag.reminder_settled": ("the same for everybody for {days} days", "{days}일째 모두에게 같은 값"),
    "flag.reminder_off": ("off for {days} days", "{days}일째 꺼져 있음"),
    "loop.to_remove": (
        "Flags that have done their work and may go from the code: {flags}.",
        "할 일을 마쳐 코드에서 지워도 되는 플래그: {flags}.",
    ),
    "column.mark_at": ("from", "시작"),
    "column.mark_until": ("to", "끝"),
    "help.digest": (
        "The week in one answer: how customers fared, what hurts most, what was decided; each week by itself.",
        "한 주 요약: 고객 성과, 가장 아픈 곳, 결정된 일. 매주 저절로 쓰게 할 수도 있습니다.",
    ),
    "option.digest_action": (
        "show; weekly writes one each week (webhooks for `digest` send it); stop; list.",
        "show: 보기, weekly: 매주 쓰기(`digest` 웹훅이 보냅니다), stop: 그만두기, list: 목록.",
    ),
    "option.digest_day": ("The day of the week on which it is written.", "요약을 쓰는 요일."),
    "option.digest_hour": ("The hour at which it is written.", "요약을 쓰는 시각."),
    "digest.usage": ("show, weekly, stop or list", "show, weekly, stop, list 중 하나입니다"),
    "digest.off": ("No digest is written by itself.", "자동으로 쓰는 요약이 없습니다."),
    "digest.on": ("Written each {day} at {hour} ({zone}).", "매주 {day} {hour}({zone})에 씁니다."),
    "digest.day.monday": ("Monday", "월요일"),
    "digest.day.tuesday": ("Tuesday", "화요일"),
    "digest.day.wednesday": ("Wednesday", "수요일"),
    "digest.day.thursday": ("Thursday", "목요일"),
    "digest.day.friday": ("Friday", "금요일"),
    "digest.day.saturday": ("Saturday", "토요일"),
    "digest.day.sunday": ("Sunday", "일요일"),
}
