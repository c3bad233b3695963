// What people call events and channels: the names that came with the data stay in addresses, rules and titles.
import { el, nameOf, shortened } from "./dom.js";

const told = JSON.parse(document.getElementById("labels")?.textContent || "{}");
const calls = { events: new Map(Object.entries(told.events ?? {})), channels: new Map(Object.entries(told.channels ?? {})) };

/** The settings of the workspace: currency, zone, week_begins. */
export const settings = told.settings ?? {};

const called = (kind, name) => (typeof name === "string" ? calls[kind].get(name.normalize("NFC")) : undefined);

const shown = (kind) => (name, most = 90) => {
  const display = called(kind, name);
  return display === undefined ? nameOf(name, most) : el("bdi", { class: "name", title: shortened(name, 600) }, shortened(display, most));
};

/** An event as the reader's language calls it; its own name is the title. */
export const stepName = shown("events");
export const channelCalled = shown("channels");

/** The same as plain text, where no element can stand. */
export const stepText = (name) => called("events", name) ?? name;
export const channelText = (name) => called("channels", name) ?? name;

const also = new Map(Object.entries(told.also ?? {}));
const spoken = new Map([...calls.channels, ...calls.events].map(([name, display]) => [display, name]));

/** A name that is in the reader's language already, as the server tells sentences; what it came with is the title. `other` shows what is no name of an event or channel. */
export function nameTold(display, most = 90, other = nameOf) {
  const name = spoken.get(display);
  return name === undefined ? other(display, most) : el("bdi", { class: "name", title: shortened(name, 600) }, shortened(display, most));
}

/** What an event is found by in a search, beside its own name and what it is called: all it goes by, and what is merged into it. */
export const foundBy = (name) => also.get(name.normalize("NFC")) ?? [];

/** A choice of steps: what it is called stands beside the name it is asked by. */
export const stepOption = (name) => el("option", { value: name, label: called("events", name) ? shortened(stepText(name), 90) : null });
