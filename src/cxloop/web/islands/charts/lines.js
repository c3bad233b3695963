// A line over periods, of which some may still change.

/** The series of a line that is broken from and to the values that are `open`; `more` is of the line as a whole. */
export function brokenLines(values, open, { colour, width, ...more }) {
  const line = (shown, type, own) => ({ symbolSize: 5, ...own, type: "line", data: values.map((value, at) => (shown(at) ? value : null)), connectNulls: type === "solid", lineStyle: { color: colour, width, type }, itemStyle: { color: colour } });
  const near = (at) => open(at - 1) || open(at) || open(at + 1);
  const { areaStyle, ...plain } = more;
  return [line((at) => !open(at), "solid", more), ...(values.some((_, at) => open(at)) ? [line(near, [5, 4], plain)] : [])];
}
