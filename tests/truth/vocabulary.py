"""The vocabularies and topologies of the simulated worlds: what happens where, under which names.

A `Trade` lists the earlier activity (`browse`), the main steps in their order, the human contacts, the names of failures
and of harmless warnings, and the properties that describe a customer. A world takes some of it, by its seed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Step:
    """A main step; `place` is "digital" (the customer's own channel), "office" (no channel), or the name of a human channel."""

    name: str
    place: str = "digital"
    due: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Trade:
    """One line of business. `scale` is the usual wait between steps: minutes, hours or days."""

    name: str
    scale: str
    browse: tuple[str, ...]
    help: str
    steps: tuple[Step, ...]
    digital: tuple[str, ...]
    contacts: tuple[tuple[str, str], ...]  # (event, human channel): no two elements of a world share one
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    sides: tuple[str, ...]  # partners of a ping-pong, stations of a loop back
    bad: str  # what `avoids` wants to stay away
    survey: tuple[str, str]  # event, property
    segments: tuple[tuple[str, tuple[str, ...]], ...]
    tier: tuple[str, tuple[str, ...]]
    skill: tuple[str, tuple[str, ...]]
    failed: tuple[str, str, str]  # property, value when failed, value when fine
    owners: tuple[str, ...] = ()
    money: bool = False
    case: str | None = None
    outcomes: tuple[str, ...] = field(default=("reaches", "avoids", "rating"))


def _steps(*texts: str) -> tuple[Step, ...]:
    """Read `name|place`, with `!` for a promised date and `?` for a step some worlds lack."""
    steps = []
    for text in texts:
        name, _, place = text.rstrip("!?").partition("|")
        steps.append(Step(name, place or "digital", due="!" in text, optional=text.endswith("?")))
    return tuple(steps)


TRADES: Final = (
    Trade(
        "shop",
        "minutes",
        ("visit", "search", "view product"),
        "help page",
        _steps("add to cart", "checkout", "enter address?", "choose delivery?", "payment", "confirm", "order"),
        ("web", "app", "mobile web"),
        (
            ("phone call", "phone"),
            ("store pick-up", "store"),
            ("call hotline", "call centre"),
            ("agent chat", "live agent"),
            ("store visit", "store"),
            ("call back", "phone"),
        ),
        ("server error", "request failed", "session timeout error"),
        ("image error", "coupon failed", "minor error"),
        ("edit cart", "change delivery", "compare offers", "sign in"),
        "unsubscribe",
        ("survey", "score"),
        (("device", ("phone", "desktop", "tablet")), ("browser", ("chrome", "safari", "firefox", "edge"))),
        ("tier", ("bronze", "silver", "gold")),
        ("experience", ("new", "some", "expert")),
        ("status", "failed", "ok"),
        money=True,
        outcomes=("reaches", "reaches", "value", "returns", "rating"),
    ),
    Trade(
        "쇼핑몰",
        "minutes",
        ("방문", "검색", "상품 조회", "후기 조회"),
        "도움말",
        _steps("장바구니 담기", "주문서 작성", "배송지 입력?", "쿠폰 적용?", "결제 요청", "본인 인증?", "주문 완료"),
        ("웹", "앱", "모바일웹"),
        (
            ("전화 문의", "전화"),
            ("매장 픽업 문의", "매장"),
            ("콜센터 통화", "콜센터"),
            ("상담원 채팅", "상담원"),
            ("매장 방문", "매장"),
            ("전화 상담", "전화"),
        ),
        ("시스템 오류", "처리 실패", "접속 오류"),
        ("이미지 로딩 오류", "쿠폰 조회 실패", "알림 오류"),
        ("옵션 변경", "배송 방법 변경", "상품 비교", "로그인"),
        "회원 탈퇴",
        ("설문 응답", "만족도"),
        (("기기", ("아이폰", "안드로이드", "피시")), ("지역", ("서울", "부산", "대구", "광주"))),
        ("등급", ("일반", "우수", "최우수")),
        ("숙련도", ("낮음", "보통", "높음")),
        ("상태", "실패", "정상"),
        money=True,
        outcomes=("reaches", "reaches", "value", "returns", "avoids"),
    ),
    Trade(
        "insurance claim",
        "days",
        ("portal login", "policy view"),
        "faq view",
        _steps(
            "claim filed",
            "documents uploaded",
            "documents checked|office!",
            "assessor visit|field?",
            "assessment|office!",
            "offer sent|office!",
            "offer accepted",
            "approval|office?",
            "payout|office!",
            "claim closed|office",
        ),
        ("portal", "app", "e-mail"),
        (
            ("status call", "phone"),
            ("branch visit", "branch"),
            ("complaint call", "call centre"),
            ("agent meeting", "live agent"),
            ("broker talk", "phone"),
            ("second call", "phone"),
        ),
        ("system error", "request failed", "validation failed"),
        ("preview error", "reminder failed", "login error"),
        ("query to customer", "legal check", "medical check", "fraud check"),
        "complaint",
        ("satisfaction survey", "rating"),
        (("product", ("car", "home", "health")), ("region", ("north", "south", "east", "west"))),
        ("loyalty", ("basic", "plus", "premium")),
        ("digital_skill", ("low", "medium", "high")),
        ("result", "error", "done"),
        owners=("Abel", "Brown", "Clark", "Diaz", "Evans"),
        case="CL",
        outcomes=("reaches", "reaches", "duration", "avoids", "rating"),
    ),
    Trade(
        "보험금 청구",
        "days",
        ("앱 접속", "계약 조회", "보험료 조회"),
        "자주 묻는 질문",
        _steps(
            "청구 접수",
            "서류 제출",
            "서류 확인|office!",
            "현장 조사|현장?",
            "손해 사정|office!",
            "지급 안내|office!",
            "고객 동의",
            "지급 승인|office?",
            "보험금 지급|office!",
            "종결|office",
        ),
        ("홈페이지", "앱", "이메일"),
        (
            ("진행 문의 전화", "전화"),
            ("지점 방문", "지점"),
            ("콜센터 문의", "콜센터"),
            ("설계사 상담", "상담원"),
            ("창구 상담", "창구"),
            ("재통화", "전화"),
        ),
        ("시스템 오류", "처리 실패", "검증 실패"),
        ("미리보기 오류", "알림 발송 실패", "접속 오류"),
        ("보완 요청", "의료 자문", "법무 검토", "재심사"),
        "민원 접수",
        ("만족도 조사", "점수"),
        (("상품", ("자동차", "실손", "화재")), ("지역", ("수도권", "영남", "호남", "강원"))),
        ("고객등급", ("일반", "골드", "브이아이피")),
        ("디지털숙련", ("하", "중", "상")),
        ("결과", "오류", "완료"),
        owners=("김민수", "이영희", "박철수", "최지우"),
        case="청구",
        outcomes=("reaches", "reaches", "duration", "avoids", "rating"),
    ),
    Trade(
        "telecom",
        "hours",
        ("app open", "usage check", "bill view"),
        "help article",
        _steps(
            "plan viewed",
            "order started",
            "identity check",
            "contract signed?",
            "credit check|office!",
            "advisor call|call centre?",
            "sim shipped|office!",
            "activation",
            "first use",
            "line active",
        ),
        ("web", "app", "chatbot"),
        (
            ("hotline call", "call centre"),
            ("shop visit", "store"),
            ("technician call", "phone"),
            ("agent chat", "live agent"),
            ("service call", "phone"),
            ("dealer visit", "store"),
        ),
        ("system error", "request failed", "network error"),
        ("sync error", "sms failed", "map error"),
        ("plan changed", "number check", "device check", "contract edited"),
        "cancel",
        ("nps answer", "nps"),
        (("plan", ("prepaid", "basic", "unlimited")), ("device", ("android", "ios", "router"))),
        ("tenure", ("under 1 year", "1-3 years", "over 3 years")),
        ("skill", ("novice", "normal", "pro")),
        ("status", "failed", "success"),
        owners=("team A", "team B", "team C", "team D"),
        outcomes=("reaches", "reaches", "reaches", "avoids", "rating"),
    ),
    Trade(
        "은행 대출",
        "days",
        ("잔액 조회", "금리 조회", "이체"),
        "이용 안내",
        _steps(
            "한도 조회",
            "대출 신청",
            "서류 등록",
            "상담 전화|콜센터",
            "신용 심사|office!",
            "담보 평가|office?",
            "승인 통보|office!",
            "약정 체결",
            "대출 실행|office!",
        ),
        ("인터넷뱅킹", "모바일앱", "홈페이지"),
        (
            ("고객센터 전화", "전화"),
            ("영업점 방문", "지점"),
            ("대출 상담원 통화", "상담원"),
            ("지점 문의", "지점"),
            ("창구 문의", "창구"),
            ("추가 통화", "전화"),
        ),
        ("시스템 오류", "처리 실패", "전산 오류"),
        ("화면 오류", "알림 실패", "조회 오류"),
        ("추가 서류 요청", "조건 변경", "보증 확인", "금리 재산정"),
        "신청 취소",
        ("상담 평가", "별점"),
        (("직업", ("직장인", "자영업", "공무원")), ("상품", ("신용", "전세", "담보"))),
        ("거래등급", ("일반", "로얄", "프리미어")),
        ("앱숙련", ("초보", "보통", "능숙")),
        ("처리결과", "실패", "성공"),
        owners=("심사1팀", "심사2팀", "심사3팀"),
        case="대출",
        money=True,
        outcomes=("reaches", "reaches", "reaches", "value", "duration"),
    ),
    Trade(
        "software trial",
        "hours",
        ("page view", "docs view", "pricing view"),
        "support article",
        _steps(
            "sign up",
            "verify e-mail",
            "create project",
            "connect data",
            "first report?",
            "invite colleague?",
            "demo call|phone",
            "choose plan",
            "enter card",
            "subscribe",
        ),
        ("web", "desktop app", "mobile app"),
        (
            ("sales call", "phone"),
            ("support call", "call centre"),
            ("onboarding meeting", "live agent"),
            ("live agent chat", "live agent"),
            ("consultant visit", "branch"),
            ("phone follow-up", "phone"),
        ),
        ("internal error", "request failed", "connection error"),
        ("tooltip error", "avatar upload failed", "autosave error"),
        ("edit settings", "change schema", "switch workspace", "edit query"),
        "account deleted",
        ("feedback", "stars"),
        (("company_size", ("1-9", "10-99", "100+")), ("browser", ("chrome", "safari", "firefox"))),
        ("activity_class", ("light", "regular", "power")),
        ("role_level", ("beginner", "analyst", "engineer")),
        ("outcome", "error", "ok"),
        money=True,
        outcomes=("reaches", "reaches", "reaches", "value", "avoids"),
    ),
    Trade(
        "병원 예약",
        "hours",
        ("홈 화면", "의료진 조회", "진료과 조회"),
        "이용 도움말",
        _steps(
            "증상 입력",
            "예약 신청",
            "보험 확인?",
            "예약 확정|office!",
            "문진표 작성",
            "접수|창구",
            "진료|방문",
            "검사 결과|office!",
            "재진 예약",
        ),
        ("앱", "웹", "키오스크"),
        (
            ("예약 전화", "전화"),
            ("안내 데스크 문의", "창구"),
            ("상담원 통화", "상담원"),
            ("간호사 통화", "콜센터"),
            ("원내 방문 문의", "방문"),
            ("확인 전화", "전화"),
        ),
        ("시스템 오류", "처리 실패", "통신 오류"),
        ("사진 오류", "알림톡 실패", "지도 오류"),
        ("일정 변경", "의료진 변경", "보험 정보 수정", "동의서 확인"),
        "예약 취소",
        ("진료 만족도", "별점"),
        (("연령대", ("20-39", "40-59", "60+")), ("보험", ("건강보험", "실비", "일반"))),
        ("방문구분", ("초진", "재진", "단골")),
        ("앱사용", ("서툼", "보통", "익숙")),
        ("상태", "오류", "완료"),
        owners=("간호1", "간호2", "행정1", "행정2"),
        outcomes=("reaches", "reaches", "reaches", "avoids", "rating"),
    ),
)
