// Names and settings: what events and channels are called, how the workspace counts, and who changed what.
import { ask } from "./core/ask.js";
import { el, fill, part } from "./core/dom.js";
import { may } from "./core/may.js";
import { answering } from "./core/status.js";
import { t } from "./core/words.js";
import { channelGrid, eventGrid } from "./names/grids.js";
import { edits } from "./names/history.js";
import { settingsForm } from "./names/settings.js";

const said = el("div", { role: "status", class: "saved" });
const past = el("div", {});

/** Draws everything anew, as after something was taken back. */
const load = () =>
  answering(async (signal) => {
    const [names, history] = await Promise.all([ask("names", {}, signal), ask("names/history", {}, signal)]);
    fill(past, edits(history.edits, said, load));
    fill(
      part("answer"),
      said,
      el("section", { class: "card" }, el("h2", {}, t("labels.events")), may("labels.events") ? el("p", { class: "hint" }, t("labels.events.line")) : null, names.events.length ? eventGrid(names.events, written) : el("p", { class: "muted" }, t("labels.none"))),
      names.channels.length ? el("section", { class: "card" }, el("h2", {}, t("word.channels")), el("p", { class: "hint" }, t("labels.channels.line")), channelGrid(names.channels, written)) : null,
      el("section", { class: "card" }, el("h2", {}, t("labels.settings")), settingsForm(names.settings, written)),
      el("section", { class: "card" }, el("h2", {}, t("labels.history")), past),
    );
  });

/** Says what was saved, and offers to take it back. */
async function written(what) {
  const { edits: all } = await ask("names/history");
  fill(past, edits(all, said, load));
  fill(said, el("p", {}, t("labels.saved", { what }), " "), all.length ? edits.undo(all[0], said, load) : null);
}

load();
