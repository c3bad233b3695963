// Everything the palette can go to or do: from the page itself at once, from the server as soon as it is there.
import { seen } from "../core/ask.js";
import { channelText, stepText } from "../core/names.js";
import { isNone } from "../core/values.js";
import { has, t } from "../core/words.js";

const { role, empty } = document.documentElement.dataset;
const path = encodeURIComponent;

/** kind: what it is, as `palette.kind.…`; label: a text of ours where `plain`, else a name that came with the data. */
const place = (kind, label, href, more = {}) => ({ kind, label: String(label), href, id: href, words: "", ...more });

/** Pages, as the navigation has them, and what can be done. */
export const here = () => [...pages(), ...actions()];

const pages = () => [...document.querySelectorAll("#rooms a.room")].map((link) => place("page", link.textContent, link.getAttribute("href"), { plain: true, words: link.getAttribute("href").slice(1) }));

/** Something that is done by pressing a button which is on the page already; nothing where it is not. */
const press = (label, button, words = "") => button && { ...place("action", label, null, { plain: true, words }), id: `do:${label}`, act: () => button.click() };

function actions() {
  const switches = [...document.querySelectorAll(".switch button:not([aria-pressed=true])")].map((one) => press(`${one.form.getAttribute("aria-label")}: ${one.textContent}`, one, one.value));
  const workspaces = [...document.querySelectorAll("form[action='/workspace'] button:not([aria-pressed=true])")].map((one) => press(`${t("shell.workspaces")}: ${one.value}`, one));
  const go = (key, href, words) => place("action", t(`palette.${key}`), href, { plain: true, words, id: `do:${key}` });
  const open = (key, opened, words) => ({ ...go(key, null, words), act: () => document.dispatchEvent(new CustomEvent("open", { detail: opened })) });
  return [
    go("new_funnel", "/funnel", "funnel"),
    role !== "viewer" && role !== "analyst" && go("import", "/imports", "import csv excel"),
    press(t("palette.save"), document.querySelector(".menu-like:not([hidden])"), "save"),
    press(t("palette.share"), document.querySelector(".menu.take button.link"), "share"),
    go("glossary", "/glossary", "glossary words"),
    empty === undefined && open("tour", "tour", "tour"),
    open("keys", "keys", "keyboard"),
    ...switches,
    ...workspaces,
    press(t("shell.sign_out"), document.querySelector("form[action='/sign-out'] button"), "sign out"),
  ].filter(Boolean);
}

const SOURCES = [
  ["overview", ({ steps = [], channels = [] }) => [...steps.flatMap(({ step }) => ofStep(step)), ...channels.filter((one) => !isNone(one.channel)).map(({ channel }) => place("channel", channelText(channel), `/journeys?channel=${path(channel)}`, { words: channel }))], "events"],
  ["opportunities", ({ opportunities }) => opportunities.map(({ id, opportunity }) => place("opportunity", opportunity.title, `/opportunities/${path(id)}`, { words: opportunity.question }))],
  ["changes", ({ changes }) => changes.map(({ id, change }) => place("change", change.title, `/changes/${path(id)}`))],
  ["flags", ({ flags }) => flags.map(({ flag }) => place("flag", flag, "/flags", { id: `flag:${flag}` }))],
  ["segments", ({ segments }) => segments.map(({ segment }) => place("segment", segment.name, `/journeys?segment=${path(segment.name)}`)), "events"],
  ["teams", ({ teams }) => teams.map(({ id, team }) => place("team", team.name, "/goals", { id: `team:${id}`, words: team.members.join(" ") }))],
  ["goals", ({ goals }) => goals.map(({ id, goal }) => place("goal", goal.title, "/goals", { id: `goal:${id}` }))],
  ["lessons", ({ lessons }) => lessons.map(({ id, lesson }) => place("lesson", lesson.learned, `/thread?id=${path(`lesson:${id}`)}`))],
  ["queries", ({ queries }) => queries.map(({ id, query }) => place("query", query.title, `/sql?q=${path(query.query)}`, { id: `query:${id}` })), "analyst"],
  ["saved", ({ saved = [] }) => saved.map(({ id, address, saved: one }) => place("saved", one.name ?? one.title, address ?? "/saved", { id: `saved:${id}` })), "/saved"],
  ["dashboards", ({ dashboards = [] }) => dashboards.map(({ id, name, dashboard }) => place("dashboard", name ?? dashboard?.name, `/dashboards/${path(id)}`)), "/dashboards"],
  ["pains", ({ pains }) => pains.map((one) => place("pain", `${stepText(one.step)} · ${has(`kind.${one.kind}`) ? t(`kind.${one.kind}`) : one.kind}`, `/pains/${path(one.id)}`, { words: one.step })), "events"],
];

const ofStep = (step) => [
  place("step", stepText(step), `/journeys?step=${path(String(step).toWellFormed())}`, { words: step }),
  place("step_funnel", stepText(step), `/funnel?step=${path(String(step).toWellFormed())}`, { words: step, late: true }),
];

/** Whether there is anything to ask for, and somebody who may. need: a role, a page that has to be there, or events. */
const asks = (need) => need === undefined || (need === "events" ? empty === undefined : need.startsWith("/") ? document.querySelector(`#rooms a[href="${need}"]`) !== null : role !== "viewer");

/** Asks for all there is; `found(places)` is called with what each source has. */
export const there = (found) => Promise.all(SOURCES.filter(([, , need]) => asks(need)).map(([question, read]) => seen(question).then(read).then(found, () => {})));
