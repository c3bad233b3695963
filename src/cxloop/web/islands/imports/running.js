// An import that runs at the server: how far it is, its end, and the way on.
import { ask, Failure, send } from "../core/ask.js";
import { el, fill, nameOf } from "../core/dom.js";
import { counted, day, duration, number, percent } from "../core/format.js";
import { failed } from "../core/status.js";
import { has, say, t } from "../core/words.js";
import { ofCases } from "./mapping.js";
import { firstPain } from "./pain.js";
import { downloading, rowsRefused } from "./refused.js";

const EVERY_MS = 400;

/** The card of a job that runs; `ended(job)` is called with how it ended. It stops where it is shown no more. */
export function running(job, ended) {
  const bar = el("progress", { max: 1, value: 0, "aria-label": t("bring.running") });
  const figures = el("p", { class: "number muted" });
  const said = el("div", { role: "status" });
  const stage = el("p", { role: "status" });
  const cancel = el("button", { type: "button", class: "plain" }, t("bring.cancel"));
  cancel.addEventListener("click", async () => {
    cancel.disabled = true;
    await send("imports/job/cancel").catch((error) => fill(said, failed(error)));
  });
  const card = el("section", { class: "card" }, el("h2", {}, job.simulated ? t("bring.simulating") : [t("bring.running"), " ", named(job.files)]), stage, bar, figures, el("div", { class: "actions" }, cancel), said);
  let shown = "";
  function tell(now) {
    if (now.stage !== shown) fill(stage, t(`bring.stage.${now.stage}`));
    shown = now.stage;
    if (now.stage === "starting") bar.removeAttribute("value");
    else bar.value = now.done;
    const left = now.seconds_left === null ? null : t("bring.left", { time: duration(Math.max(1, Math.round(now.seconds_left))) });
    const pace = now.stage === "reading" && now.rows ? [counted("bring.rows", now.rows), t("bring.pace", { rows: number(now.rows_per_second) })] : [];
    fill(figures, [now.stage === "starting" ? null : percent(now.done, 0), ...pace, left].filter(Boolean).join(" · "));
    cancel.hidden = now.stage === "indexing";
  }
  async function look() {
    try {
      const { job: now } = await ask("imports/job");
      fill(said);
      if (now === null) return ended({ ...job, state: "failed", error: null });
      if (now.state !== "running") return ended(now);
      tell(now);
    } catch (error) {
      fill(said, failed(error)); // it goes on at the server; we ask again
    }
    if (card.isConnected) setTimeout(look, EVERY_MS);
  }
  tell(job);
  setTimeout(look, EVERY_MS);
  return card;
}

/** How it ended. ways: {mend(job), more(), back(job)}: other columns for the same files, further files, back to the choice. */
export function ending(job, ways) {
  const button = (key, work, kind = "plain") => el("button", { type: "button", class: kind, click: work }, t(key));
  const own = job.own && job.uploads.length > 0;
  if (job.state !== "done") {
    const told = job.state === "cancelled" ? el("p", {}, t("bring.cancelled")) : failed(job.error?.message ? new Failure(job.error) : new Failure({ code: job.error?.code ?? "internal", message: t("bring.failed"), hint: "" }));
    return el("section", { class: "card ended" }, el("h2", { tabindex: -1 }, t(job.state === "cancelled" ? "bring.end.cancelled" : "bring.end.failed"), " ", named(job.files)), told, el("div", { class: "actions" }, own ? button("bring.back", () => ways.back(job), "primary") : null, button("bring.more", ways.more)));
  }
  const { report } = job;
  const per = report.files.every(({ mapping }) => ofCases(mapping)) ? "case" : "customer";
  const next = el("a", { href: per === "case" ? "/pains?per=case" : "/pains", class: "primary button" }, t("bring.next"));
  const refusals = el("div");
  if (report.refused) refusedOf(report).then((rows) => fill(refusals, rowsRefused(report.reasons, rows, report.files.length > 1)), (error) => fill(refusals, failed(error)));
  return el(
    "section",
    { class: "card ended" },
    el("h2", { tabindex: -1 }, report.imported ? say("bring.end.done", { events: el("strong", {}, counted("overview.events", report.imported)) }) : t("bring.end.nothing")),
    el("p", { class: "muted" }, named(job.files), " ", t("bring.took", { time: duration(Math.max(1, Math.round(job.seconds))) })),
    report.strays ? el("p", { class: "notice" }, t("bring.strays", { events: counted("overview.events", report.strays.events), from: day(report.strays.from), to: day(report.strays.to) })) : null,
    ["attributed", "alone"].filter((name) => report.no_customer?.[name]).map((name) => el("p", { class: name === "alone" ? "notice" : null }, counted(`bring.no_customer.${name}`, report.no_customer[name]))),
    report.duplicates ? el("p", {}, counted("bring.end.duplicates", report.duplicates)) : null,
    report.refused ? [el("h3", {}, counted("bring.end.refused", report.refused)), refusals, el("div", { class: "actions" }, report.files.filter((file) => file.refused).flatMap((file) => downloading(file.number)))] : null,
    firstPain(next, per),
    el("div", { class: "actions" }, next, own ? button("bring.mend", () => ways.mend(job)) : null, button("bring.more", ways.more)),
  );
}

async function refusedOf(report) {
  const rows = [];
  const files = report.files.filter((one) => one.refused);
  for (const file of files) rows.push(...(await ask(`imports/${file.number}/refused`, { limit: files.length > 1 ? 2 : 5 })).first);
  return rows.slice(0, 10);
}

const named = (files) => files.slice(0, 3).map((name, at) => [at ? ", " : null, nameOf(name, 50)]).concat(files.length > 3 ? [" …"] : []);
