"""What `cxloop prototype` says, in English and Korean."""

from __future__ import annotations

from typing import Final

PROTOTYPE: Final[dict[str, tuple[str, str]]] = {
    "prototype.usage": (
        "write prototype list [IDEA], add IDEA [TITLE], set|show|close ID, or links ID --base https://…",
        "prototype list [아이디어], add 아이디어 [제목], set|show|close ID, links ID --base https://… 중 하나로 쓰세요",
    ),
    "prototype.none": (
        "Nothing has been shown to customers yet: cxloop prototype add IDEA TITLE.",
        "아직 고객에게 보여 준 것이 없습니다: cxloop prototype add 아이디어 제목",
    ),
    "prototype.title": (
        "Prototype {id} of idea {idea}, {state}: {title}",
        "아이디어 {idea}의 프로토타입 {id}({state}): {title}",
    ),
    "prototype.counts": (
        "Invited: {invited}. Seen by {seen}, answered by {n}.",
        "초대: {invited}. 본 사람 {seen}명, 답한 사람 {n}명.",
    ),
    "prototype.anybody": ("anybody", "누구나"),
    "prototype.kind_rating": ("rating, 1 to 5", "평점(1~5)"),
    "prototype.kind_yes_no": ("share of yes", "‘예’ 비율"),
    "prototype.kind_text": ("text", "글"),
    "prototype.usual_useful": ("How useful would this be to you?", "이것이 얼마나 쓸모 있을까요?"),
    "prototype.usual_missing": ("What is missing?", "부족한 점은 무엇인가요?"),
    "prototype.next": (
        "Links to hand out: cxloop prototype links {id} --base https://… --key KEY",
        "나눠 줄 링크: cxloop prototype links {id} --base https://… --key 키",
    ),
    "prototype.open_link": ("For everybody: {link}", "누구나 쓰는 링크: {link}"),
    "prototype.own_link": ("{customer}: {link}", "{customer}: {link}"),
    "column.invited": ("invited", "초대"),
    "column.seen_by": ("seen by", "본 사람"),
    "column.answered": ("answered", "답한 사람"),
    "column.answers": ("answers", "답변"),
    "column.result": ("result", "결과"),
    "column.answer": ("answer", "답"),
    "word.yes": ("yes", "예"),
    "word.no": ("no", "아니요"),
}

PROTOTYPE_HELP: Final[dict[str, tuple[str, str]]] = {
    "help.prototype": (
        "Show an idea to chosen customers before anything is built, and see what they answer.",
        "만들기 전에 아이디어를 고른 고객에게 보여 주고 답을 봅니다.",
    ),
    "option.prototype_action": ("What to do.", "할 일."),
    "option.prototype_id": ("Its number; with add and list: the idea's.", "번호. add, list와 함께: 아이디어 번호."),
    "option.prototype_title": (
        "With add and set: a title; the idea's where nothing is said.",
        "add, set과 함께: 제목. 없으면 아이디어의 제목.",
    ),
    "option.prototype_description": ("What customers read about it.", "고객이 읽을 설명."),
    "option.prototype_address": ("Where a mock-up is, http or https.", "시안 주소. http나 https."),
    "option.prototype_question": (
        "What to ask, as rating:…, yes_no:… or text:…; up to seven, in this order. Two usual ones else.",
        "질문. rating:…, yes_no:…, text:… 꼴로 일곱 개까지. 없으면 기본 질문 두 개.",
    ),
    "option.invite": (
        "Who may answer, such as customer:anna; may be repeated. Everybody with the link where nobody is named.",
        "답할 수 있는 사람. 예: customer:anna. 여러 번 쓸 수 있습니다. 없으면 링크가 있는 누구나.",
    ),
    "option.invite_file": ("A file with one such name a line.", "한 줄에 한 명씩 적은 파일."),
    "option.links_base": ("With links: the server as customers reach it.", "links와 함께: 고객이 접속하는 서버 주소."),
    "option.links_key": (
        "With links: an ingest key, to stand in them; cxloop key create --purpose ingest.",
        "links와 함께: 링크에 넣을 수집용 키. cxloop key create --purpose ingest로 만듭니다.",
    ),
}
