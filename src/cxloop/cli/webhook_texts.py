"""What the command about webhooks says, in English and Korean."""

from __future__ import annotations

from typing import Final

WEBHOOK: Final[dict[str, tuple[str, str]]] = {
    "webhook.usage": (
        "write webhook list, add URL [--on KIND], add --in [--label TEXT], show|remove|test|resume ID, or send",
        "webhook list, add URL [--on 종류], add --in [--label 라벨], show|remove|test|resume ID, send 중 하나로 쓰세요",
    ),
    "webhook.none": (
        "There are no webhooks yet: cxloop webhook add URL, or cxloop webhook add --in.",
        "아직 웹훅이 없습니다: cxloop webhook add URL 또는 cxloop webhook add --in",
    ),
    "webhook.out": (
        "Webhook {id} sends {kinds} to {url} ({state}).",
        "웹훅 {id}: {kinds}{kinds:을} {url}{url:으로} 보냅니다({state}).",
    ),
    "webhook.in": (
        "Webhook {id} takes tickets, posted to {path}.",
        "웹훅 {id}: {path}{path:으로} 오는 티켓을 받습니다.",
    ),
    "webhook.label": (
        "Open tickets with the label “{label}” become opportunities.",
        "“{label}” 라벨이 붙은 열린 티켓은 기회가 됩니다.",
    ),
    "webhook.removed": ("Webhook {id} is removed.", "웹훅 {id}{id:을} 삭제했습니다."),
    "webhook.secret": ("Signing secret, for the other side:", "서명용 비밀 값(상대편에 넣으세요):"),
    "webhook.last": ("Last arrived {sent}.", "마지막 도착: {sent}."),
    "webhook.failing": (
        "Failed {n} times in a row ({reason}); tried again at {next}.",
        "연속 {n}회 실패({reason}). {next}에 다시 보냅니다.",
    ),
    "webhook.has_stopped": (
        "It has stopped: {reason}. Go on with cxloop webhook resume {id}.",
        "멈췄습니다: {reason}. cxloop webhook resume {id}{id:으로} 다시 시작하세요.",
    ),
    "webhook.arrived": ("The test arrived: {status}.", "테스트가 도착했습니다: {status}."),
    "webhook.not_arrived": ("The test did not arrive: {reason}.", "테스트가 도착하지 않았습니다: {reason}."),
    "webhook.round": (
        "Sent: {sent}. Webhooks that did not take what was next: {failed}.",
        "보냄: {sent}건. 받지 않은 웹훅: {failed}개.",
    ),
    "webhook.state_sending": ("sending", "전송 중"),
    "webhook.state_retrying": ("trying again", "재시도 중"),
    "webhook.state_stopped": ("stopped", "멈춤"),
    "webhook.state_listening": ("listening", "수신 중"),
    "webhook.reason_answered": ("the answer was {status}", "응답 {status}"),
    "webhook.reason_redirected": (
        "it leads elsewhere ({status}), which is not followed",
        "다른 곳으로 넘김({status}), 따라가지 않음",
    ),
    "webhook.reason_timed_out": ("no answer in time", "시간 안에 응답 없음"),
    "webhook.reason_unreachable": ("nobody could be reached", "연결할 수 없음"),
    "webhook.reason_refused_address": ("its address is not public", "공개된 주소가 아님"),
    "webhook.reason_gone": ("the receiver wants no more (410)", "받는 쪽이 더 받지 않음(410)"),
    "webhook.reason_failures": ("it failed too many times in a row", "연속 실패가 너무 많음"),
    "webhook.way_in": ("in", "받기"),
    "webhook.way_out": ("out", "보내기"),
    "column.webhook_way": ("way", "방향"),
    "column.webhook_address": ("address", "주소"),
    "column.webhook_kinds": ("what", "대상"),
    "column.webhook_sent": ("last arrived", "마지막 도착"),
}

WEBHOOK_HELP: Final[dict[str, tuple[str, str]]] = {
    "help.webhook": (
        "Send what is new to other systems, signed; take tickets from issue trackers.",
        "새로 기록된 것을 서명해 다른 시스템으로 보내고, 이슈 트래커의 티켓을 받습니다.",
    ),
    "option.webhook_action": ("What to do; send: one round now.", "할 일. send: 지금 한 번 보냅니다."),
    "option.webhook_what": ("The address to send to, or the webhook's number.", "보낼 주소 또는 웹훅 번호."),
    "option.webhook_on": (
        "A kind of record to send; may be repeated; all else.",
        "보낼 기록의 종류. 여러 번 쓸 수 있고, 없으면 모두.",
    ),
    "option.webhook_in": ("A webhook that takes tickets.", "티켓을 받는 웹훅."),
    "option.webhook_label": ("Tickets with this label become opportunities.", "이 라벨이 붙은 티켓은 기회가 됩니다."),
    "option.webhook_secret": ("With its signing secret.", "서명용 비밀 값도 보여 줍니다."),
    "option.change_ticket": ("Its page in an issue tracker.", "이슈 트래커의 티켓 주소."),
}
