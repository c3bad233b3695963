// Files on their way to the server: in a stream, one after the other, each with its progress.
import { Failure } from "../core/ask.js";
import { t } from "../core/words.js";

const { workspace = "" } = document.documentElement.dataset;

/** Sends a file; `tell(share)` is called as it goes. Gives {upload, name, bytes}; `signal` stops it. */
export function sendFile(file, tell, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const query = new URLSearchParams({ name: file.name.toWellFormed(), ...(workspace ? { workspace } : {}) });
    request.open("POST", `/api/v1/uploads?${query}`);
    request.responseType = "json";
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.addEventListener("progress", ({ loaded, total }) => total && tell(loaded / total));
    request.addEventListener("load", () => (request.status === 200 && request.response ? resolve(request.response) : reject(refusal(request))));
    request.addEventListener("error", () => reject(new Failure({ code: "network", message: t("failure.network"), hint: t("failure.network.hint") })));
    request.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

const refusal = ({ status, response }) => new Failure(response?.code ? response : { code: `http_${status}`, message: t("failure.title"), hint: "" });

/** What was pasted or dropped as files; text with several lines or cells becomes one. */
export function filesOf(transfer) {
  const files = [...(transfer?.files ?? [])];
  if (files.length) return files;
  const made = fileOf(transfer?.getData("text/plain") ?? "");
  return made ? [made] : [];
}

/** Rows copied from a spreadsheet, or a few lines of CSV, as a file; null where it is neither. */
export function fileOf(text) {
  const lines = text.trim().split(/\r?\n/);
  if (lines.length < 2) return null;
  const tabbed = lines[0].includes("\t");
  return new File([text.replace(/^\s*\n/, "")], t("bring.pasted.name") + (tabbed ? ".tsv" : ".csv"), { type: "text/plain" });
}
