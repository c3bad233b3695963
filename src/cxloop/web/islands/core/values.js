// Values that stand for something else than a name.
import { nameOf } from "./dom.js";
import { t } from "./words.js";
import { channelCalled, channelText, stepName, stepText } from "./names.js";

const NONE = "(none)";
const OTHERS = "(other)";

export const isNone = (value) => value === null || value === undefined || value === "" || value === NONE;

/** A channel as the reader sees it. */
export const channelName = (value, most = 60) => (isNone(value) ? t("journey.no_channel") : channelCalled(value, most));

const CALLED = { channel: channelText, event: stepText };

/** A value of a breakdown by a field, as plain text. */
export const valueText = (value, by = null) => (isNone(value) ? t("word.none") : value === OTHERS ? t("word.others") : (CALLED[by]?.(value) ?? value));

/** The same as a name. */
export const valueName = (value, by = null) => (isNone(value) || value === OTHERS ? valueText(value) : by === "channel" ? channelCalled(value) : by === "event" ? stepName(value) : nameOf(value));
