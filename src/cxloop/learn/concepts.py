"""Words that are about the same thing, Korean and English: what takes the place of a language model.

A line is a concept; a line that begins with blanks goes on with the one before.
"""

from __future__ import annotations

from typing import Final

_WRITTEN: Final = """
pay payment checkout purchase buy order 결제 구매 주문 계산 지불 사기
cost price fee charge expensive total 가격 비용 요금 금액 값 배송비 총액
ship shipping deliver delivery parcel dispatch 배송 배달 택배 출고
account login signin register registration member password 회원 가입 로그인 계정 비밀번호
guest anonymous visitor 비회원 손님 게스트
wait delay slow queue late speed fast hold loading 대기 지연 느림 기다림 속도 빠름 늦음
call phone telephone hotline ring callback 전화 통화 콜센터 콜백
chat bot chatbot messenger assistant 채팅 챗봇 상담봇 메신저 대화
mail email newsletter message notification notify alert sms 메일 이메일 알림 문자 안내 공지
search find look filter query 검색 찾기 탐색 필터 조회
form field input enter fill type 양식 입력 서식 작성 기입
approve approval sign signature permission confirm 승인 결재 서명 허가 확인
return refund exchange money_back 반품 환불 교환
cancel cancellation quit churn leave unsubscribe 취소 해지 탈퇴 이탈
discount coupon voucher promotion offer sale 할인 쿠폰 혜택 프로모션 행사
reward loyalty points bonus 포인트 적립 보상 마일리지
review rating feedback survey opinion 후기 리뷰 평점 설문 의견 평가
photo picture image video 사진 이미지 영상 그림
recommend recommendation suggest suggestion personal personalised 추천 맞춤 제안 개인화
help support agent staff service advice human 상담 지원 직원 도움 상담원 고객센터
faq guide tutorial manual explain instruction onboarding 설명 가이드 도움말 사용법 튜토리얼
mobile app smartphone handset 모바일 앱 휴대폰 스마트폰
store shop branch counter 매장 지점 창구 점포
book booking appointment reservation schedule slot 예약 일정 방문예약
repeat again twice duplicate resend 반복 다시 재차 중복 재문의
transfer handover forward reassign escalate 이관 전달 인계 배정 넘김
error fail failure broken bug crash wrong 오류 실패 장애 고장 에러
address postcode zip location map 주소 우편번호 위치 지도
trust safe secure security privacy 신뢰 안전 보안 개인정보
button label colour color layout design wording 버튼 문구 디자인 색 화면 배치
step page screen stage 단계 절차 페이지
shorten shorter reduce fewer less simplify simple remove drop skip merge 줄임 단축 간소화 생략 제거 단순
stock inventory available availability sold 재고 품절 입고
gift present wrap 선물 포장
invoice bill receipt statement 청구서 영수증 명세서 고지서
document paper upload scan attach 서류 문서 첨부 업로드
status track tracking progress where 진행 현황 추적 상태
remind reminder forget abandon abandoned cart basket 장바구니 리마인드 잊음 독촉 바구니
save saved remember stored keep default prefill 저장 기억 자동입력 기본값
subscribe subscription renew renewal plan contract 구독 정기 갱신 약정 요금제
"""
CONCEPTS: Final[tuple[tuple[str, ...], ...]] = tuple(
    tuple(line.split()) for line in _WRITTEN.strip().replace("\n  ", " ").splitlines()
)
