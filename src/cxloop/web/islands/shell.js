// What every page has: the menu on a narrow screen.
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
for (const link of document.querySelectorAll("a[data-keep-scope]")) {
  const kept = new URLSearchParams([...new URLSearchParams(location.search)].filter(([name]) => name !== "name"));
  if (kept.size) link.href = `${link.getAttribute("href")}?${kept}`;
}

const zones = document.querySelector(".zone select");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zones && own && ![...zones.options].some((option) => option.value === own)) zones.append(new Option(own, own));
