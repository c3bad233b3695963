// How the workspace counts: currency, time zone, week, business hours, bots.
import { send } from "../core/ask.js";
import { settle } from "../core/drafts.js";
import { may } from "../core/may.js";
import { t } from "../core/words.js";
import { writing } from "../core/writing.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const CURRENCIES = ["KRW", "USD", "EUR", "JPY", "CNY", "GBP"];
const ZONES = ["UTC", "Asia/Seoul"];

export function settingsForm(settings, written) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const named = (known, value) => [...new Set([...known, value].filter(Boolean))].map((one) => [one, one]);
  const fields = [
    { name: "currency", label: t("settings.currency"), value: settings.currency, options: [["", t("settings.none")], ...named(CURRENCIES, settings.currency)] },
    { name: "zone", label: t("settings.zone"), value: settings.zone, options: [["", t("settings.none")], ...named([...ZONES, own], settings.zone)] },
    { name: "week_begins", label: t("settings.week_begins"), value: settings.week_begins, options: DAYS.map((day) => [day, t(`weekday.${day}`)]) },
    { name: "hours", label: t("settings.hours"), value: settings.hours, hint: t("settings.hours.hint") },
    { name: "bots", label: t("settings.bots"), value: settings.bots, hint: t("settings.bots.hint") },
  ];
  const form = writing("change.save", fields, save, () => written(t("labels.settings")), { "data-part": "settings" });
  /** An empty field is a wish too: nothing is set then. */
  async function save() {
    const given = Object.fromEntries(fields.map(({ name }) => [name, form.elements.namedItem(name).value.trim()]));
    await send("names/settings", given);
    for (const { name } of fields) settle(form.elements.namedItem(name), given[name]);
  }
  if (!may("labels.settings")) for (const one of form.elements) one.matches("button") ? (one.hidden = true) : (one.disabled = true);
  return form;
}
