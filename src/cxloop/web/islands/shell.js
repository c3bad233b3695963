// What every page has: the menu on a narrow screen, single keys, and the ways to find things; those come when they are wanted.
document.documentElement.classList.add("scripted");
const button = document.querySelector(".menu-button");
const rooms = document.getElementById("rooms");
button?.addEventListener("click", () => {
  const open = rooms.classList.toggle("open");
  button.setAttribute("aria-expanded", String(open));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && rooms?.classList.contains("open")) {
    rooms.classList.remove("open");
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }
});
const menu = document.querySelector(".side-inner");
const here = menu?.querySelector("[aria-current]")?.getBoundingClientRect();
if (here && here.bottom > innerHeight) menu.scrollTop += here.bottom - innerHeight / 2;
for (const link of document.querySelectorAll("a[data-keep-scope]")) {
  const kept = new URLSearchParams([...new URLSearchParams(location.search)].filter(([name]) => name !== "name"));
  if (kept.size) link.href = `${link.getAttribute("href")}?${kept}`;
}

const zones = document.querySelector(".zone select");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zones && own && ![...zones.options].some((option) => option.value === own)) zones.append(new Option(own, own));

const opened = {
  palette: async () => (await import("./guide/palette.js")).openPalette(),
  keys: async () => (await import("./guide/keys.js")).openKeys(),
  tour: async () => (await import("./guide/tour.js")).startTour(),
};
const { workspace } = document.documentElement.dataset;
document.addEventListener("click", async ({ target }) => {
  const at = target.closest?.("[data-open], [data-term]");
  if (at?.dataset.term) (await import("./guide/term.js")).explain(at.dataset.term);
  else if (at) opened[at.dataset.open]();
});

document.addEventListener("open", ({ detail }) => opened[detail]?.());

/** A key as it is on an English keyboard, whatever it writes: `g` is `ㅎ` on a Korean one. */
const keyOf = ({ key, code }) => (/^[\x21-\x7e]$/.test(key) ? key.toLowerCase() : /^Key[A-Z]$/.test(code) ? code[3].toLowerCase() : key);
const writes = (node) => node.isContentEditable || node.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select");
const single = { "?": opened.keys, "/": () => (document.querySelector("main input[type=search]") ? document.querySelector("main input[type=search]").focus() : opened.palette()) };
let gone = 0;
document.addEventListener("keydown", (event) => {
  if (!workspace || event.defaultPrevented || event.isComposing || event.repeat) return;
  const key = keyOf(event);
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === "k") return event.preventDefault(), opened.palette();
  if (event.ctrlKey || event.metaKey || event.altKey || writes(event.composedPath()[0]) || document.querySelector("dialog[open]") || localStorage.getItem("cxloop.keys") === "off") return;
  const room = Date.now() - gone < 1500 && document.querySelector(`#rooms [data-letter="${CSS.escape(key)}"]`);
  gone = !room && key === "g" ? Date.now() : 0;
  if (room) event.preventDefault(), location.assign(room.href);
  else if (single[key]) event.preventDefault(), single[key]();
});
if (workspace && localStorage.getItem(`cxloop.tour.${workspace}`)) import("./guide/tour.js").then(({ resume }) => resume());
