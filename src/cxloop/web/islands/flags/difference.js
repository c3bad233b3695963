// What two texts have in common, line by line.

/** Lines as {kind: same, out or in, line}, in the order of both. */
export function difference(before, after) {
  const length = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i -= 1) for (let j = after.length - 1; j >= 0; j -= 1) length[i][j] = before[i] === after[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
  const found = [];
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    if (i < before.length && j < after.length && before[i] === after[j]) found.push({ kind: "same", line: before[(j += 1, i++)] });
    else if (j >= after.length || (i < before.length && length[i + 1][j] >= length[i][j + 1])) found.push({ kind: "out", line: before[i++] });
    else found.push({ kind: "in", line: after[j++] });
  }
  return found;
}
