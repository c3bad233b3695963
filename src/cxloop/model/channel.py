"""Whether a channel is digital or leads to a human, guessed from its name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from cxloop.model.rule import nfc

Kind = Literal["digital", "human", "unknown"]

_MACHINE: Final = ("chatbot", "bot", "voicebot", "ivr", "ars", "self service", "selfservice")
_HUMAN: Final = (
    "phone", "telephone", "call", "callcenter", "callcentre", "hotline", "voice", "desk", "helpdesk", "servicedesk",
    "store", "branch", "shop", "counter", "agent", "advisor", "field", "visit", "onsite", "face", "person", "office",
    "representative", "teller", "dealer", "showroom", "technician", "chat", "livechat", "post", "postal", "letter",
    "fax", "walk in", "human",
)  # fmt: skip
_DIGITAL: Final = (
    "web", "website", "webform", "webshop", "app", "mobile", "internet", "online", "email", "mail", "sms", "push",
    "kakao", "kakaotalk", "sns", "social", "portal", "kiosk", "atm", "site", "digital", "api", "ios", "android",
    "desktop", "browser", "search", "newsletter", "www", "tablet",
)  # fmt: skip
_MACHINE_KOREAN: Final = ("챗봇", "봇", "무인", "셀프")
_HUMAN_KOREAN: Final = (
    "전화", "콜센터", "통화", "상담", "매장", "점포", "지점", "영업점", "창구", "방문", "대면", "우편", "팩스", "현장",
    "대리점", "고객센터", "설계사", "기사", "채팅",
)  # fmt: skip
_DIGITAL_KOREAN: Final = (
    "웹", "앱", "모바일", "인터넷", "온라인", "이메일", "메일", "문자", "카카오", "카톡", "포털", "키오스크",
    "홈페이지", "비대면", "알림톡", "푸시",
)  # fmt: skip


_DEVICES: Final = re.compile(r"\b(?:i(?:phone|pad)|(?:android|mobile|smart|windows)[ _-]?phone)s?\b", re.IGNORECASE)
"""What one holds in one's hand is no call."""
_INTERNAL: Final = ("back office", "backoffice", "middle office", "internal")
_CONTACT: Final = (
    "call", "called", "phoned", "phone", "telephone", "hotline", "helpline", "callcenter", "call center", "callcentre",
    "call centre", "chat", "livechat", "branch visit", "store visit", "shop visit", "office visit", "visited branch",
    "visited store", "contacted support", "support contacted", "support contact", "customer service",
)  # fmt: skip
_CONTACT_KOREAN: Final = (
    "전화", "통화", "콜센터", "상담", "고객센터", "매장방문", "지점방문", "영업점방문", "점포방문", "대리점방문",
    "창구", "대면",
)  # fmt: skip
_NO_CONTACT: Final = ("api", "bot", "chatbot", "action", "phone number", "call to action")
_NO_CONTACT_KOREAN: Final = ("챗봇", "비대면", "전화번호", "통화료", "통화량")


@lru_cache(maxsize=4096)
def names_contact(name: str) -> bool:
    """Whether an event's name says that a customer and a person meet, for logs that do not tell a channel.

    >>> [names_contact(name) for name in ("support call", "live_chat", "전화 상담", "branchVisit")]
    [True, True, True, True]
    >>> [names_contact(name) for name in ("visit", "api call", "chatbot", "phone number entered", "비대면 가입")]
    [False, False, False, False, False]
    """
    words, korean = _words(name)
    if _says(words, _NO_CONTACT) or any(word in korean for word in _NO_CONTACT_KOREAN):
        return False
    return _says(words, _CONTACT) or any(word in korean for word in _CONTACT_KOREAN)


@lru_cache(maxsize=4096)
def kind_of(name: str) -> Kind:
    """Digital, human or unknown, from English or Korean words in a channel's name.

    Where only the company's own people work (a back office) no customer meets anybody: unknown. A machine that answers
    in a person's place (a chat bot, a voice menu) is digital. A chat is with a person, and paper goes to one. Where
    words point both ways the human one decides (`online chat`, `web callback`), but for an online shop or store, where
    nobody stands.

    >>> [kind_of(name) for name in ("Web", "chatbot", "e-mail", "모바일 앱", "iOS", "online store")]
    ['digital', 'digital', 'digital', 'digital', 'digital', 'digital']
    >>> [kind_of(name) for name in ("call_center", "live chat", "Post", "영업점")]
    ['human', 'human', 'human', 'human']
    >>> [kind_of(name) for name in ("iPhone - iOS", "Android Phone - Web", "iPad", "mobile phone", "phone")]
    ['digital', 'digital', 'digital', 'digital', 'human']
    >>> kind_of("x7")
    'unknown'
    >>> kind_of("back office")
    'unknown'
    """
    words, korean = _words(name)
    if _says(words, _INTERNAL):
        return "unknown"
    if _says(words, _MACHINE) or any(word in korean for word in _MACHINE_KOREAN):
        return "digital"
    digital = _says(words, _DIGITAL) or any(word in korean for word in _DIGITAL_KOREAN)
    if digital and _says(words, ("online", "app", "web", "mobile")):
        words = [word for word in words if word not in ("store", "shop", "stores", "shops")]
    human = _says(words, _HUMAN) or any(word in korean.replace("비대면", "") for word in _HUMAN_KOREAN)
    return "human" if human else "digital" if digital else "unknown"


def _words(name: str) -> tuple[list[str], str]:
    """The English words of a name, and the name without spaces for Korean ones."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])(?!OS\b)", " ", _DEVICES.sub(" mobile ", nfc(name))).lower()
    return re.findall(r"[a-z]+", re.sub(r"\be-mail", "email", parted)), re.sub(r"[\s_-]", "", parted)


def _says(words: list[str], wanted: tuple[str, ...]) -> bool:
    """Whether one of the wanted words, or its plural, is among them; those of two words have to stand together."""
    text = f" {' '.join(words)} "
    return any(f" {word} " in text or f" {word}s " in text for word in wanted)
