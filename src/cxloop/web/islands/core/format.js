// Numbers, money, lengths of time and dates as the reader writes them; times are in the zone of the page, as they are filtered.
import { settings } from "./names.js";
import { form, has, language, t } from "./words.js";

const NONE = "–";
const known = (value) => value !== null && value !== undefined && Number.isFinite(Number(value));
const formats = new Map();

function numbers(options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language, options));
  return formats.get(key);
}

export const number = (value, digits = 0) => (known(value) ? numbers({ maximumFractionDigits: digits }).format(value) : NONE);

/** Three significant digits below a thousand, whole above. */
export const amount = (value) =>
  known(value) ? numbers(Math.abs(value) >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 }).format(value) : NONE;

/** A number for little room; Korean shortens from ten thousand (만) on. */
export const short = (value) => (Math.abs(value) < (language === "ko" ? 10_000 : 1000) ? number(value) : known(value) ? numbers({ notation: "compact", maximumSignificantDigits: 3 }).format(value) : NONE);

const inCurrency = (options) => ({ ...options, style: "currency", currency: settings.currency, currencyDisplay: "narrowSymbol" });

/** Money, in the workspace's currency where it has said which. */
export const money = (value) => (settings.currency && known(value) ? numbers(inCurrency({})).format(value) : amount(value));

/** Money for little room. */
export const shortMoney = (value) => (settings.currency && known(value) ? numbers(inCurrency({ notation: "compact", maximumSignificantDigits: 3 })).format(value) : short(value));

/** A share; one that is there but would round to nothing says so. */
export const percent = (share, digits = 1) => {
  if (!known(share)) return NONE;
  const least = 0.01 / 10 ** digits;
  const written = numbers({ style: "percent", minimumFractionDigits: digits === 1 ? 1 : 0, maximumFractionDigits: digits });
  return share > 0 && share < least / 2 ? `< ${written.format(least)}` : written.format(share);
};

/** An interval, by the texts of its lower end and its upper one. */
export const between = (low, high) => t("time.to", { low, high });

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

const DAYS_ALONE = 30 * 86400;

/** A length of time by its two largest units, as sentences tell it; from thirty days on by days alone. */
export function duration(seconds, display = "long") {
  if (!known(seconds)) return NONE;
  let left = Math.round(Math.abs(seconds));
  if (seconds !== 0 && Math.abs(seconds) < 1) return t("time.under");
  const parts = [];
  for (const [unit, length] of UNITS) {
    if (left >= length || (length === 1 && !parts.length)) {
      parts.push(numbers({ style: "unit", unit, unitDisplay: display }).format(Math.floor(left / length)));
      left %= length;
    } else if (parts.length) break;
  }
  return `${seconds < 0 ? "−" : ""}${parts.slice(0, Math.abs(seconds) >= DAYS_ALONE ? 1 : 2).join(" ")}`;
}

/** The zone that times are shown in. */
export const zone = document.documentElement.dataset.zone || "UTC";

/** A format for moments, and the same for bare dates, which are days in no zone. */
const dates = (options) => ({ moments: new Intl.DateTimeFormat(language, { timeZone: zone, ...options }), days: new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options }) });
const DAY = dates({ dateStyle: "long" });
const MINUTE = dates({ dateStyle: "medium", timeStyle: "short" });
const SECOND = dates({ dateStyle: "medium", timeStyle: "medium" });
const CLOCK = dates({ timeStyle: "medium" });
const SHORT = dates({ month: "short", day: "numeric" });
const POINT = { hour: dates({ month: "short", day: "numeric", hour: "numeric" }), day: SHORT, week: SHORT, month: dates({ year: "numeric", month: "short" }) };

function moment(text) {
  const time = new Date(typeof text === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+$/.test(text) ? `${text}Z` : text);
  return text === null || text === undefined || Number.isNaN(time.getTime()) ? null : time;
}

/** A bare date, or a time that is that of the zone already. */
const isLocal = (text) => typeof text === "string" && /^\d{4}-\d\d(-\d\d)?(T[\d:.]+)?$/.test(text);

const written = (format) => (text) => {
  const time = moment(text);
  return time === null ? (text ?? NONE) : (isLocal(text) ? format.days : format.moments).format(time);
};

export const day = written(DAY);
/** The day of a moment in another zone than that of the page. */
export const dayIn = (text, zone) => day(new Date(text).toLocaleDateString("sv", { timeZone: zone }));
export const minute = written(MINUTE);
export const second = written(SECOND);
export const clock = written(CLOCK);
export const point = (text, unit) => written(POINT[unit] ?? POINT.day)(text);
export const milliseconds = (text) => moment(text)?.getTime() ?? null;

/** “312 customers”, in words that fit the number and the kind of journey. */
export const people = (count, per = "customer") => t(form(`per.${per === "case" ? "case" : "customer"}`, count), { count: number(count) });

export const counted = (key, count) => t(form(key, count), { count: number(count) });

export function unitName(unit) {
  return has(`unit.${unit}`) ? t(`unit.${unit}`) : String(unit);
}
