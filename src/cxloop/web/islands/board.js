// The board: from what was taken up to what was learned. Cards are dragged, or moved by buttons, so that a keyboard will do;
// what others write shows while nobody's hands are on it.
import { column } from "./board/columns.js";
import { changeCard, lessonCard, opportunityCard } from "./board/cards.js";
import { figures } from "./board/figures.js";
import { planning, taking } from "./board/forms.js";
import { moves } from "./board/moving.js";
import { ask } from "./core/ask.js";
import { el, part } from "./core/dom.js";
import { empty } from "./core/empty.js";
import { following } from "./core/following.js";
import { keep } from "./core/keeping.js";
import { answering } from "./core/status.js";
import { t } from "./core/words.js";

const MOST_LESSONS = 12;
const SHOWN = ["opportunities", "ideas", "prototypes", "changes", "lessons", "loop"];

const load = (quiet = false) =>
  answering(
    async (signal) => {
      const [{ opportunities }, { ideas }, { prototypes }, { changes }, { lessons }, health] = await Promise.all(SHOWN.map((one) => ask(one, {}, signal)));
      const moving = moves(() => load(true), { opportunities, ideas, prototypes, changes });
      const shown = opportunities.filter((one) => one.opportunity.state !== "closed");
      const of = (...states) => changes.filter((one) => states.includes(one.change.state)).map((one) => changeCard(one, moving));
      const columns = [
        column("opportunities", shown.map((one) => opportunityCard(one, ideas, health.to_tell, moving)), [taking(moving.load)]),
        column("planned", of("draft"), [planning(opportunities, ideas, moving.load)], moving),
        column("running", of("running"), [], moving),
        column("decided", of("ended", "rolled_back"), [], moving),
        column("lessons", lessons.slice(0, MOST_LESSONS).map(lessonCard)),
      ];
      const begun = opportunities.length + changes.length > 0;
      keep(part("answer"), [!begun && { key: "begin", make: () => empty(t("board.begin"), [["/pains", t("board.begin.pains")]]) }, figures(health), { key: "board", make: () => el("div", { class: "board" }), inner: (board) => keep(board, columns) }]);
    },
    { quiet },
  );
following(load);
