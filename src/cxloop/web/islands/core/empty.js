// What stands where nothing is yet: what belongs here, and what to do next.
import { el } from "./dom.js";
import { t } from "./words.js";

/** text: what this is for; ways: [address, text], the likeliest first. */
export const empty = (text, ways = []) =>
  el("div", { class: "empty" }, el("p", {}, text), ways.length ? el("p", { class: "ways" }, ways.map(([href, name], at) => el("a", { class: `button ${at ? "plain" : "primary"}`, href }, name))) : null);

/** Where there are no events: none at all, or none in what was chosen. */
export const noEvents = () => (document.documentElement.dataset.empty === undefined ? empty(t("empty.chosen"), [[location.pathname, t("empty.clear")]]) : empty(t("empty.events"), [["/imports", t("empty.bring")], ["/", t("empty.try")]]));

const PLACES = { hidden_step: ["/names", "room.names"], unknown_record: ["/board", "room.board"], unknown_pain: ["/pains", "room.pains"], unknown_customer: ["/journeys", "room.journeys"], unknown_flag: ["/flags", "room.flags"] };

/** The way on from something that is not there, or that a session which has ended may not do; nothing where there is none. */
export const wayOn = (code) => (code === "not_signed_in" ? el("p", {}, el("a", { href: location.pathname + location.search }, t("failure.sign_in")), " ", t("failure.sign_in.line")) : onward(code));

const onward = (code) => PLACES[code] && el("p", {}, el("a", { href: PLACES[code][0] }, t(PLACES[code][1])));
