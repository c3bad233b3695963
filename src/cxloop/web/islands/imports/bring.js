// Bringing data in: files are sent, looked at, imported and followed to their end. What is under way survives a reload.
import { ask, send } from "../core/ask.js";
import { el, fill, nameOf } from "../core/dom.js";
import { failed } from "../core/status.js";
import { t } from "../core/words.js";
import { dropping } from "./drop.js";
import { groupsOf, leaving, looking, previewed } from "./look.js";
import { querying } from "./query.js";
import { ending, running } from "./running.js";

const { workspace = "" } = document.documentElement.dataset;
const KEPT = `cxloop.bringing.${workspace}`;
const SEEN = `cxloop.seen.${workspace}`;

const remember = (files, again) => sessionStorage.setItem(KEPT, JSON.stringify({ files: files.map(({ upload, name, choice }) => ({ upload, name, choice })), again }));
const forget = () => sessionStorage.removeItem(KEPT);
const remembered = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "null");

/** Everything from the drop to the end, in one place. `then()` is called when the events have changed; before: shown above the zone. */
export async function bringing(place, { admin, then, before = null, after = null }) {
  const show = (...nodes) => fill(place, ...nodes);
  const chosen = (files, bad) => look(files.map((file) => ({ ...file, choice: {} })), [], bad);
  const zone = () => [dropping(chosen), admin ? querying(chosen) : null];
  const begin = () => {
    forget();
    show(before, zone(), after?.(follow));
  };

  async function look(files, again = [], unsent = []) {
    show(el("p", { class: "waiting", role: "status" }, t("bring.looking")));
    const [good, bad] = [[], [...unsent]];
    for (const file of files) {
      try {
        good.push({ ...file, look: await previewed(file.upload, file.choice) });
      } catch (error) {
        bad.push({ file, error });
      }
    }
    await together(good);
    choosing(good, bad, again);
  }

  function choosing(files, bad, again) {
    if (files.length) remember(files, again);
    const said = el("div", { role: "status" });
    const start = el("button", { type: "button", class: "primary", click: () => work() }, t("bring.start"));
    const changed = () => {
      const open = files.some((file) => file.pending || file.look.unclear.length || !file.look.expected?.events);
      start.setAttribute("aria-disabled", String(open));
      remember(files, again);
    };
    /** Goes on without a file, which the server forgets. */
    function without(file) {
      if (file.upload) send(`uploads/${file.upload}/drop`).catch(() => {}); // it is forgotten within a day anyway
      choosing(files.filter((one) => one !== file), bad.filter((one) => one.file !== file), again);
    }
    async function work() {
      if (start.getAttribute("aria-disabled") === "true") return fill(said, el("p", { class: "blamed" }, t("bring.not_yet")));
      start.setAttribute("aria-disabled", "true");
      const undone = [...again, ...files.filter((file) => file.again).map((file) => file.look.before)];
      const wanted = files.map(({ upload, name, choice, look: seen }) => ({ upload, name, encoding: choice.encoding ?? null, sheet: choice.sheet ?? null, header: seen.header, mapping: seen.mapping }));
      try {
        follow(await send("imports", { files: wanted, again: [...new Set(undone)] }));
      } catch (error) {
        fill(said, failed(error));
        changed();
      }
    }
    const leave = files.length + bad.length > 1 ? without : null;
    const cards = files.length ? groupsOf(files).map((group) => looking(group, changed, leave)) : [];
    const broken = bad.map(({ file, error }) => el("section", { class: "card" }, el("h2", {}, nameOf(file.name, 80)), failed(error), files.length ? el("p", {}, t("bring.left_out"), " ", leaving(file, leave)) : null));
    show(again.length ? el("p", { class: "notice" }, t("bring.again")) : null, broken, cards, said, el("div", { class: "actions" }, files.length ? start : null, el("button", { type: "button", class: "plain", click: begin }, t("bring.over"))));
    place.querySelector("select, button")?.focus({ preventScroll: true });
  }

  const ways = {
    more: begin,
    back: (job) => reopen(job, []),
    mend: (job) => reopen(job, job.report.files.map((file) => file.number)),
  };
  /** The same files again, as they were read. */
  function reopen(job, again) {
    const known = remembered()?.files ?? [];
    look(job.uploads.map((upload, at) => known.find((file) => file.upload === upload) ?? { upload, name: job.files[at], choice: { mapping: job.report?.files[at]?.mapping } }), again);
  }
  function follow(job) {
    show(running(job, (now) => (finished(now), then?.(now))));
  }
  function finished(job) {
    const more = () => (sessionStorage.setItem(SEEN, String(job.begun_ms)), begin());
    const card = ending(job, { ...ways, more });
    document.addEventListener("undone", ({ detail }) => card.isConnected && job.report?.files.some((file) => file.number === detail) && more());
    show(card, zone());
    card.querySelector("h2").focus({ preventScroll: true });
  }

  try {
    const { job } = await ask("imports/job");
    if (job?.state === "running") return follow(job);
    if (job?.own && sessionStorage.getItem(SEEN) !== String(job.begun_ms) && recent(job) && (await stands(job))) return finished(job);
    const kept = remembered();
    if (kept?.files.length) return await look(kept.files, kept.again);
    begin();
  } catch (error) {
    show(failed(error));
  }
}

/** Files with the same columns are read in one way: what one of them leaves open, another one tells. */
async function together(files) {
  for (const group of groupsOf(files)) {
    const told = group.find(({ look }) => look.unclear.length === 0);
    for (const file of told ? group.filter(({ look }) => look.unclear.length) : []) {
      const choice = { ...file.choice, mapping: { ...told.look.mapping, dates: "", orders: [], decimal: "" } };
      const seen = await previewed(file.upload, choice).catch(() => null);
      if (seen) Object.assign(file, { choice, look: seen });
    }
  }
}

/** Whether what it brought in is still there. */
async function stands(job) {
  const { imports } = await ask("imports");
  return !job.report?.files.some(({ number }) => imports.find((one) => one.number === number)?.status === "undone");
}

/** What ended an hour ago is in the list, and no news. */
const recent = (job) => Date.now() - job.begun_ms < 3_600_000;
