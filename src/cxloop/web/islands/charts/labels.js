// The names under bars: all where there is room, shortened if need be, else every n-th; they never overlap.
const GAP = 10;
/** In pixels: no name is wider; none is shortened to less where all are shown, nor where some are left out. */
const [WIDEST, NARROWEST, READABLE] = [160, 44, 96];
const pen = document.createElement("canvas").getContext("2d");

/** Fits the names of a drawing to its width, where it has bars. */
export function fit(drawing, { xAxis, series }) {
  if (xAxis?.type !== "category" || !xAxis.data?.length || series.every((one) => one.type !== "bar")) return;
  const column = xAxis.data.length > 1 ? columnOf(drawing, 0) : drawing.getWidth();
  pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const longest = Math.min(WIDEST, Math.max(...xAxis.data.map((one) => pen.measureText(String(one)).width)));
  const { every, width } = fitting(column, longest);
  drawing.setOption({ xAxis: { axisLabel: { interval: every - 1, width, overflow: "truncate", ellipsis: "…", hideOverlap: false } } });
}

/** Every how many-th name is shown, and how wide it may be. column: the width of one bar with its gap. */
export function fitting(column, longest) {
  const all = column >= Math.min(longest, NARROWEST) + GAP;
  const every = all ? 1 : Math.ceil((Math.min(longest, READABLE) + GAP) / column);
  return { every, width: Math.min(WIDEST, every * column - GAP) };
}

/** How wide the column of a bar is. */
export const columnOf = (drawing, at) => Math.abs(drawing.convertToPixel({ seriesIndex: at }, [1, 0])[0] - drawing.convertToPixel({ seriesIndex: at }, [0, 0])[0]);
