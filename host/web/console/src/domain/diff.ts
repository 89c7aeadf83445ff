// Two texts line by line: what was taken out and what was put in. Pure.

export interface DiffLine {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
  /** The line's number in the old text, and in the new one; null: it is not in it. */
  readonly before: number | null;
  readonly after: number | null;
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));

/** More pairs of lines than this are not compared: the table of them would not fit. Then everything between went and came. */
const PAIRS_MAX = 4_000_000;

/** For each pair of places: how many lines the rests have in common. */
function common(before: readonly string[], after: readonly string[]): Uint32Array[] {
  const table = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const rest = before[i] === after[j] ? (table[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(table[i + 1]?.[j] ?? 0, table[i]?.[j + 1] ?? 0);
      table[i]?.fill(rest, j, j + 1);
    }
  }
  return table;
}

/** Every line of both. Of a change, what went stands before what came. */
export function diffOf(before: string, after: string): readonly DiffLine[] {
  const [old, young] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < old.length && head < young.length && old[head] === young[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < young.length - head && old.at(-1 - tail) === young.at(-1 - tail)) tail += 1;
  const [oldMiddle, youngMiddle] = [old.slice(head, old.length - tail), young.slice(head, young.length - tail)];
  const rests = oldMiddle.length * youngMiddle.length > PAIRS_MAX ? [] : common(oldMiddle, youngMiddle);
  const lines: DiffLine[] = old.slice(0, head).map((text, at) => ({ kind: "same", text, before: at + 1, after: at + 1 }));
  let [i, j] = [0, 0];
  while (i < oldMiddle.length || j < youngMiddle.length) {
    const [was, is] = [oldMiddle[i], youngMiddle[j]];
    if (was !== undefined && was === is) {
      lines.push({ kind: "same", text: was, before: head + i + 1, after: head + j + 1 });
      i += 1;
      j += 1;
    } else if (was !== undefined && (is === undefined || (rests[i + 1]?.[j] ?? 0) >= (rests[i]?.[j + 1] ?? 0))) {
      lines.push({ kind: "removed", text: was, before: head + i + 1, after: null });
      i += 1;
    } else {
      lines.push({ kind: "added", text: is ?? "", before: null, after: head + j + 1 });
      j += 1;
    }
  }
  const [from, to] = [old.length - tail, young.length - tail];
  return [...lines, ...old.slice(from).map((text, at): DiffLine => ({ kind: "same", text, before: from + at + 1, after: to + at + 1 }))];
}

/** How many lines came, and how many went. */
export function counted(lines: readonly DiffLine[]): { readonly added: number; readonly removed: number } {
  const of = (kind: DiffLine["kind"]): number => lines.filter((line) => line.kind === kind).length;
  return { added: of("added"), removed: of("removed") };
}

/** What is shown of a diff: changed lines with some around them, and how many are left out between. */
export function shortened(lines: readonly DiffLine[], around = 3): readonly (DiffLine | { readonly kind: "cut"; readonly lines: number })[] {
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== "same"));
  const shown: (DiffLine | { kind: "cut"; lines: number })[] = [];
  lines.forEach((line, at) => {
    const last = shown.at(-1);
    if (near[at] === true) shown.push(line);
    else if (last?.kind === "cut") shown[shown.length - 1] = { kind: "cut", lines: last.lines + 1 };
    else shown.push({ kind: "cut", lines: 1 });
  });
  return shown;
}
