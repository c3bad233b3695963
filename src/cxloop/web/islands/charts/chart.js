// ECharts on a canvas, in the colours of the page. Names are drawn as pixels and tooltips as text, never as HTML.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { el } from "../core/dom.js";
import { t } from "../core/words.js";
import { columnOf, fit } from "./labels.js";

use([BarChart, LineChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/**
 * A chart; `describe` is what a screen reader says, `options(colours)` what is drawn. to: the address of who is behind a
 * point, by its place and the series as it was drawn, null where nobody is; `pick` gets the place of any other click. names: whether what stands
 * under bars are names, of which none should be missing where there is room.
 */
export function chart(describe, options, { small = false, pick = null, to = null, names = false } = {}) {
  const frame = el("div", { class: small ? "chart small" : "chart", role: "img", "aria-label": describe });
  let [drawing, drawn] = [null, null];
  const draw = () => {
    if (drawing === null) {
      drawing = init(frame, null, { renderer: "canvas" });
      clickable(drawing, (x, y) => (to ? behindPoint(drawing, drawn.series, to, x, y) : null), pick);
    }
    drawn = options(colour);
    if (to) drawn.tooltip.formatter = hinting(drawn, to);
    drawing.setOption({ animation: !still.matches, animationDuration: 300, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, ...drawn }, true);
    if (names) fit(drawing, drawn);
  };
  new ResizeObserver(() => {
    if (frame.clientWidth === 0) return;
    if (drawing === null) draw();
    else drawing.resize(), names && fit(drawing, drawn);
  }).observe(frame);
  dark.addEventListener("change", () => drawing && draw());
  return frame;
}

/** A click on a point opens who is behind it, as a link would. */
function clickable(drawing, behind, pick) {
  const paper = drawing.getZr();
  paper.on("mousemove", ({ offsetX, offsetY }) => behind(offsetX, offsetY) && paper.setCursorStyle("pointer"));
  paper.on("click", ({ offsetX, offsetY, event }) => {
    const address = behind(offsetX, offsetY);
    if (address) return event.ctrlKey || event.metaKey ? open(address, "_blank", "noopener") : location.assign(address);
    if (pick && drawing.containPixel("grid", [offsetX, offsetY])) pick(drawing.convertFromPixel("grid", [offsetX, offsetY])[0]);
  });
}

/** How far from a point a click may be, in pixels. */
const NEAR = 12;

/** The address behind the nearest point; that of a bar wherever its column is clicked. */
function behindPoint(drawing, series, to, x, y) {
  if (!drawing.containPixel("grid", [x, y])) return null;
  let [nearest, best] = [Infinity, null];
  series.forEach((one, at) => {
    if (one.silent) return;
    one.data.forEach((item, place) => {
      const [left, top] = item === null ? [NaN] : drawing.convertToPixel({ seriesIndex: at }, Array.isArray(item) ? item : [place, item]);
      const far = one.type === "bar" ? Math.abs(x - left) : Math.hypot(x - left, y - top);
      const most = one.type === "bar" ? columnOf(drawing, at) / 2 : NEAR;
      if (far <= most && far < nearest) [nearest, best] = [far, { place, one }];
    });
  });
  return best && to(best.place, best.one);
}

/** The texts of a tooltip, which say where a click leads to. */
const hinting = ({ series, tooltip: { formatter } }, to) => (shown) => {
  const { dataIndex } = [shown].flat()[0];
  const leads = series.some((one) => !one.silent && (one.data[dataIndex] ?? null) !== null && to(dataIndex, one));
  return leads ? `${formatter(shown)}\n${t("chart.who")}` : formatter(shown);
};

export function axes(colour, x, y) {
  const label = { color: colour("soft"), hideOverlap: true };
  return {
    grid: { left: 8, right: 16, top: 16, bottom: 4, containLabel: true },
    xAxis: { type: "category", axisTick: { show: false }, axisLine: { lineStyle: { color: colour("line-strong") } }, axisLabel: label, ...x },
    yAxis: { type: "value", splitLine: { lineStyle: { color: colour("line") } }, axisLabel: label, ...y },
  };
}

export const tooltip = (colour, formatter) => ({
  trigger: "axis",
  renderMode: "richText",
  confine: true,
  backgroundColor: colour("surface"),
  borderColor: colour("line-strong"),
  textStyle: { color: colour("ink"), fontSize: 13 },
  axisPointer: { type: "line", lineStyle: { color: colour("line-strong") } },
  formatter,
});
