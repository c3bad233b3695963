// Where files are dropped, chosen or pasted.
import { ask, Failure } from "../core/ask.js";
import { el, fill, nameOf } from "../core/dom.js";
import { percent } from "../core/format.js";
import { failed } from "../core/status.js";
import { t } from "../core/words.js";
import { fileOf, filesOf, sendFile } from "./sending.js";

/** The zone. `sent(files, bad)` gets what has arrived, {upload, name, bytes} each, and what has not, {file, error} each. */
export function dropping(sent) {
  const said = el("div", { role: "status" });
  const input = el("input", { type: "file", multiple: true, class: "unseen", id: "files", change: () => take([...input.files]) });
  const zone = el(
    "div",
    { class: "drop" },
    el("p", {}, el("strong", {}, t("bring.drop"))),
    el("p", { class: "muted" }, t("bring.drop.line")),
    el("p", {}, input, el("label", { for: "files", class: "primary button" }, t("bring.choose"))),
    pasting((file) => take([file])),
  );
  const lifted = new AbortController();
  const listen = (name, does, node = document) => node.addEventListener(name, does, { signal: lifted.signal });
  // a file that misses the zone would be opened instead of this page
  listen("dragover", (event) => (event.preventDefault(), zone.classList.toggle("target", true)));
  listen("dragleave", (event) => event.relatedTarget === null && zone.classList.remove("target"));
  listen("drop", (event) => (event.preventDefault(), zone.classList.remove("target"), take(filesOf(event.dataTransfer))));
  listen("paste", (event) => {
    if (event.target.closest?.("input, textarea")) return;
    const files = filesOf(event.clipboardData);
    if (files.length) event.preventDefault(), take(files);
  });

  async function take(files) {
    if (!files.length || !zone.isConnected) return;
    zone.hidden = true;
    const stop = new AbortController();
    const { most_bytes: most } = await ask("imports/job").catch(() => ({}));
    const [arrived, bad] = [[], []];
    for (const file of files) {
      try {
        arrived.push(await one(file, most, stop));
      } catch (error) {
        bad.push({ file, error });
        if (error.name === "AbortError") break;
      }
    }
    const stopped = bad.some(({ error }) => error.name === "AbortError");
    if (arrived.length && !stopped) {
      lifted.abort();
      return sent(arrived, bad);
    }
    fill(said, stopped ? null : bad.map(({ file, error }) => [files.length > 1 ? el("h3", {}, nameOf(file.name, 80)) : null, failed(error)]));
    zone.hidden = false;
    input.value = "";
  }

  async function one(file, most, stop) {
    if (most && file.size > most) throw tooLarge(file, most);
    const bar = el("progress", { max: 1, value: 0, "aria-label": t("bring.sending") });
    const share = el("span", { class: "number" }, percent(0, 0));
    fill(said, el("div", { class: "card" }, el("p", {}, t("bring.sending"), " ", nameOf(file.name, 60), " ", share), bar, el("div", { class: "actions" }, el("button", { type: "button", class: "plain", click: () => stop.abort() }, t("bring.cancel")))));
    return sendFile(file, (done) => ((bar.value = done), fill(share, percent(done, 0))), stop.signal);
  }
  return el("div", {}, zone, said);
}

const tooLarge = (file, most) => new Failure({ code: "upload_too_large", message: t("bring.too_large", { name: file.name, most: Math.round(most / (1 << 20)) }), hint: t("bring.too_large.hint") });

/** For those who would rather not use a mouse, or have a telephone. */
function pasting(take) {
  const text = el("textarea", { rows: 5, "aria-label": t("bring.paste.label"), placeholder: t("bring.paste.label") });
  const said = el("p", { class: "blamed", hidden: true }, t("bring.paste.short"));
  const use = () => {
    const file = fileOf(text.value);
    said.hidden = file !== null;
    if (file) take(file);
  };
  return el("details", { class: "more" }, el("summary", {}, t("bring.paste")), text, said, el("div", { class: "actions" }, el("button", { type: "button", class: "plain", click: use }, t("bring.paste.use"))));
}
