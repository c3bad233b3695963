// Where the tour stops. name: its text, `tour.…`; path: the page it is on, any where there is none; home: how to get there,
// else the pain point; find: what is to be pressed, or a list, the likeliest first; done: what tells that it was, where a press alone does not; look: a
// button goes on; link: the card itself leads there; none: what it means that nothing is found; skip: whether it is left out.
const { role } = document.documentElement.dataset;
const steps = () => new URLSearchParams(location.search).getAll("step").filter(Boolean).length;
const noPain = ({ none }) => none;
const mayTake = ({ none }) => none || role === "viewer";
/** The line that opens the form on a small screen. */
const FORM = "main .choosing .sentence";

export const STEPS = [
  { name: "pains", path: /^\/$/, home: "/", find: "main nav a[href='/pains']" },
  { name: "pain", path: /^\/pains$/, home: "/pains", find: "main .pain h3 a, main a[href^='/pains/']", keep: (state, link) => (state.pain = link.getAttribute("href")), none: (state) => (state.none = true) },
  { name: "who", path: /^\/pains\/./, find: "[data-tour=who]", look: true, skip: noPain },
  { name: "map", path: /^\/pains/, find: "main a[href^='/journeys?'], #rooms a[href='/journeys']" },
  { name: "step", path: /^\/journeys$/, home: "/journeys", find: ".map .node" },
  { name: "funnel", path: /^\/journeys$/, home: "/journeys", find: "#rooms a[href='/funnel']" },
  { name: "first", path: /^\/funnel$/, home: "/funnel", find: ["main input[name=step]", FORM], done: () => steps() > 0 },
  { name: "second", path: /^\/funnel$/, home: "/funnel", find: ["main li:nth-of-type(n + 2) input[name=step]", FORM], done: () => steps() > 1 },
  { name: "take", path: /^\/funnel$/, home: "/funnel", find: "main .menu.take > summary" },
  { name: "return", path: /^\/funnel$/, link: true, skip: mayTake },
  { name: "take_up", path: /^\/pains\/./, find: "[data-tour=take]", done: () => document.querySelector("[data-tour=taken]") !== null, skip: mayTake },
  { name: "board", path: /^\/pains\/./, find: "main a[href='/board']", skip: mayTake },
  { name: "end", look: true },
];

/** How many stops there are up to one, without those that are left out. */
export const count = (state, at) => STEPS.slice(0, at + 1).filter((one) => !one.skip?.(state)).length;
