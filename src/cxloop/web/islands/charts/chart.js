// ECharts on a canvas, in the colours of the page. Names are drawn as pixels and tooltips as text, never as HTML.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { el } from "../core/dom.js";

use([BarChart, LineChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** A chart; `describe` is what a screen reader says, `options(colours)` what is drawn; `pick` gets the place that is clicked. */
export function chart(describe, options, { small = false, pick = null } = {}) {
  const frame = el("div", { class: small ? "chart small" : "chart", role: "img", "aria-label": describe });
  let drawing = null;
  const draw = () => {
    if (drawing === null) {
      drawing = init(frame, null, { renderer: "canvas" });
      if (pick) drawing.getZr().on("click", ({ offsetX, offsetY }) => drawing.containPixel("grid", [offsetX, offsetY]) && pick(drawing.convertFromPixel("grid", [offsetX, offsetY])[0]));
    }
    drawing.setOption({ animation: !still.matches, animationDuration: 300, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, ...options(colour) }, true);
  };
  new ResizeObserver(() => {
    if (frame.clientWidth === 0) return;
    if (drawing === null) draw();
    else drawing.resize();
  }).observe(frame);
  dark.addEventListener("change", () => drawing && draw());
  return frame;
}

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
