// A field for a metric, which is written or chosen from what the events of this log can be measured by.
import { metricName } from "../loop/words.js";
import { el } from "../core/dom.js";
import { combobox } from "./combobox.js";
import { known, learn } from "./known.js";

const OF_STEP = ["count", "adopts", "avoids", "time"];
const OF_ALL = ["returns:30", "duration", "steps", "handovers", "rework"];

/** Metrics in words, each with the text that stands for it; those with two steps, or a length, can be written. */
async function metricChoices() {
  await learn();
  const steps = (kind) => known.events.map((name) => `${kind}:${name}`);
  const all = [...steps("reaches"), ...known.rated, ...(known.amounts ? ["value"] : []), ...OF_ALL, ...OF_STEP.flatMap(steps)];
  return all.map((value) => {
    const label = el("span", {}, metricName(value)).textContent;
    return { value, label, also: [label.replace(/[“”]/g, "")], plain: true, note: value };
  });
}

/** The field: {node, input}. A choice changes it as typing does. */
export const metricField = ({ label, name, value = "", hint = "" }) => combobox({ label, name, value, hint, options: metricChoices, choose: () => {}, written: true });
