// What differs between two texts, line by line. Pure.

export interface DiffLine {
  kind: "same" | "gone" | "new";
  text: string;
}

/** More lines than this are compared as a whole: the table of comparisons grows with their square. */
const LINES_MAX = 2_000;

/** The lines of both, in order: what stayed, what went, what came. */
export function diff(before: string, behind: string): DiffLine[] {
  const [a, b] = [before.split("\n"), behind.split("\n")];
  if (a.length > LINES_MAX || b.length > LINES_MAX) {
    return [...a.map((text): DiffLine => ({ kind: "gone", text })), ...b.map((text): DiffLine => ({ kind: "new", text }))];
  }
  // How many lines the rests have in common.
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  const of = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = common[i];
    for (let j = b.length - 1; j >= 0 && row !== undefined; j -= 1) {
      row[j] = a[i] === b[j] ? of(i + 1, j + 1) + 1 : Math.max(of(i + 1, j), of(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: "same", text: a[i] ?? "" });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && of(i + 1, j) >= of(i, j + 1))) {
      lines.push({ kind: "gone", text: a[i] ?? "" });
      i += 1;
    } else {
      lines.push({ kind: "new", text: b[j] ?? "" });
      j += 1;
    }
  }
  return lines;
}
