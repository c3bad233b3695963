"""The simulation's names in Korean."""

from __future__ import annotations

from typing import Final

KOREAN: Final = {
    "visit": "방문", "search": "검색", "no results": "검색 결과 없음", "product viewed": "상품 조회", "wish list": "찜하기",
    "picture failed to load": "이미지 로드 실패", "cart": "장바구니", "coupon checked": "쿠폰 확인", "checkout": "주문서 작성",
    "delivery address": "배송지 입력", "payment": "결제", "payment error": "결제 오류", "order placed": "주문 완료",
    "shipped": "발송", "delivered": "배송 완료", "picked up": "매장 수령", "review": "리뷰", "return": "반품", "call": "전화",
    "chat": "채팅", "web": "웹", "app": "앱", "store": "매장", "logistics": "물류", "phone": "전화",
    "Seoul": "서울", "Gyeonggi": "경기", "Busan": "부산", "Daegu": "대구", "Gwangju": "광주", "Jeju": "제주",
    "fashion": "패션", "beauty": "뷰티", "food": "식품", "electronics": "전자제품", "home": "생활", "product": "상품",
    "delivery": "배송", "refund": "환불", "The payment fails.": "결제가 안 돼요.", "Where is my parcel?": "택배가 아직 안 왔어요.",
    "Where is my money?": "환불이 아직 안 됐어요.", "Do you have this?": "이 상품 있나요?", "I have asked before.": "저번에도 문의했어요.",
    "ticket opened": "티켓 접수", "assigned": "배정", "forwarded": "이관", "work started": "처리 시작", "note": "메모",
    "question to employee": "추가 확인 요청", "employee answered": "직원 답변", "resolved": "해결", "reopened": "재접수",
    "rated": "평가", "portal": "포털", "e-mail": "이메일", "password": "비밀번호", "remote access": "원격 접속",
    "printer": "프린터", "software": "소프트웨어", "accounts": "계정팀", "network": "네트워크팀", "on-site": "현장팀",
    "desktop": "PC팀", "sales": "영업", "finance": "재무", "development": "개발", "stores": "매장 운영",
    "Nobody answers.": "답이 없어요.",
}  # fmt: skip
"""English name → Korean name, for events, channels, places and texts."""
