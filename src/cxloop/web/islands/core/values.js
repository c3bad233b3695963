// Values that stand for something else than a name.
import { nameOf } from "./dom.js";
import { t } from "./words.js";
import { channelCalled } from "./names.js";

const NONE = "(none)";
const OTHERS = "(other)";

export const isNone = (value) => value === null || value === undefined || value === "" || value === NONE;

/** A channel as the reader sees it. */
export const channelName = (value, most = 60) => (isNone(value) ? t("journey.no_channel") : channelCalled(value, most));

/** A value of a breakdown. */
export const valueName = (value) => (isNone(value) ? t("word.none") : value === OTHERS ? t("word.others") : nameOf(value));
