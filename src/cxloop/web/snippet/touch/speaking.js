// Korean or English: what the page's author says, else what the page is written in, else what the browser speaks.
import words from "words:touch";

export function speaking({ language }) {
  const wanted = language || document.documentElement.lang || navigator.language || "";
  const spoken = wanted.toLowerCase().startsWith("ko") ? "ko" : "en";
  return { language: spoken, t: (key) => words[spoken][key] };
}
