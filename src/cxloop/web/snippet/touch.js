// A reaction button or an inquiry form on any page, or a prototype on its own, in a shadow root so that neither changes the other's looks.
//   <script async src="https://HOST/touch.js" data-key="cxi_…" data-touch="reaction" data-question="…"></script>
import { draw } from "./touch/drawing.js";
import { inquiry } from "./touch/inquiry.js";
import { prototype } from "./touch/prototype.js";
import { reaction } from "./touch/reaction.js";
import { answerer, sender } from "./touch/sender.js";
import { LOOKS } from "./touch/looks.js";
import { speaking } from "./touch/speaking.js";

const script = document.currentScript;
const given = { ...script.dataset, host: script.dataset.host ?? new URL(script.src).origin };
const kinds = { reaction, inquiry, prototype };

function mount() {
  const place = given.into ? document.querySelector(given.into) : null;
  const outside = draw("div", { lang: speaking(given).language });
  if (place) place.append(outside);
  else if (document.body.contains(script)) script.after(outside);
  else document.body.append(outside);
  const root = outside.attachShadow({ mode: "open" });
  if (root.adoptedStyleSheets) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOKS);
    root.adoptedStyleSheets = [sheet];
  } else root.append(draw("style", {}, LOOKS));
  const kind = given.touch ?? "reaction";
  root.append(kinds[kind]({ given, t: speaking(given).t, send: (kind === "prototype" ? answerer : sender)(given) }));
}

if (document.readyState === "loading" && (given.into || !document.body)) document.addEventListener("DOMContentLoaded", mount);
else mount();
