// What the clients for Node are asked to say; the tests in Python know what has to come of it.
export const EVENTS = 300;
export const NFC = "한글 고객";
export const NFD = "\u1112\u1161\u11ab\u1100\u1173\u11af 고객";
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const told = {
  async everything(client) {
    for (let number = 0; number < EVENTS; number += 1) {
      const text = number % 2 ? NFC : NFD;
      const properties = { 번호: number, 문구: text, 없음: null, 안: { 값: [1, null, text] } };
      client.track({ anonymousId: `방문-${number % 7}`, event: `주문 ${text}`, properties });
    }
    client.identify({ userId: "고객-0", anonymousId: "방문-0", traits: { email: "a@example.com", 이름: NFD } });
    client.page({ userId: "고객-0", category: "매장", name: "장바구니", properties: { url: "/cart", null: null } });
    client.screen({ userId: "고객-0", name: "홈 화면", properties: {} });
    client.group({ userId: "고객-0", groupId: "회사-1", traits: { 직원: 7 } });
    client.alias({ previousId: "방문-1", userId: "고객-1" });
  },
  async slowly(client) {
    for (let number = 0; number < EVENTS; number += 1) {
      client.track({ userId: "고객-1", event: "주문", properties: { 번호: number } });
      await pause(5);
    }
  },
  async refused(client) {
    for (const event of ["좋은 일", "벨\u0007소리", "다른 좋은 일"]) client.track({ userId: "고객-1", event });
  },
  async large(client) {
    const text = "배송이 늦어요 ".repeat(1500);
    for (let number = 0; number < 20; number += 1) client.track({ userId: "고객-1", event: "문의", properties: { 번호: number, text } });
  },
};

export const say = (what, client) => told[what](client);
