// A script as an indented list: each object stands under the exit that leads to it first, and is only named
// where others lead to it. Pure.

import { exitsOf, type Exit, type ScriptObject } from "./script.ts";

/** A line of the list. */
export type Row =
  | { readonly kind: "object"; readonly id: string; readonly depth: number; readonly exit: Exit | null; readonly object: ScriptObject; /** Whether the beginning does not lead here. */ readonly loose: boolean }
  /** An exit to an object that stands elsewhere. */
  | { readonly kind: "link"; readonly id: string; readonly depth: number; readonly exit: Exit; readonly from: ScriptObject; readonly object: ScriptObject }
  /** An exit to nothing that there is. */
  | { readonly kind: "nowhere"; readonly id: string; readonly depth: number; readonly exit: Exit; readonly from: ScriptObject };

/** The lines, from the first object on; then what nothing leads to. */
export function treeOf(objects: readonly ScriptObject[]): readonly Row[] {
  const byTag = new Map<string, ScriptObject>();
  for (const object of objects) if (object.tag !== "" && !byTag.has(object.tag)) byTag.set(object.tag, object);
  const rows: Row[] = [];
  const placed = new Set<number>();
  const put = (root: ScriptObject, loose: boolean): void => {
    // A stack of our own: a script may be two hundred objects deep.
    const stack: { readonly object: ScriptObject; readonly depth: number; readonly exit: Exit | null; readonly from: ScriptObject | null }[] = [{ object: root, depth: 0, exit: null, from: null }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { object, depth, exit, from } = next;
      if (exit !== null && from !== null) {
        const id = `${from.index} ${exit.name}`;
        const leads = exit.to === null ? undefined : byTag.get(exit.to);
        if (leads === undefined) {
          if (exit.required || exit.to !== null) rows.push({ kind: "nowhere", id, depth, exit, from });
          continue;
        }
        if (placed.has(leads.index)) {
          rows.push({ kind: "link", id, depth, exit, from, object: leads });
          continue;
        }
      } else if (placed.has(object.index)) continue;
      placed.add(object.index);
      rows.push({ kind: "object", id: String(object.index), depth, exit, object, loose });
      for (const way of exitsOf(object).toReversed()) {
        stack.push({ object: (way.to === null ? undefined : byTag.get(way.to)) ?? object, depth: depth + 1, exit: way, from: object });
      }
    }
  };
  objects.forEach((object) => put(object, object.index !== 0));
  return rows;
}

/** Where a key leads from a line of the list; null: the key is none of these. */
export function neighbour(rows: readonly Row[], at: number, key: string): number | null {
  const depth = rows[at]?.depth ?? 0;
  switch (key) {
    case "ArrowDown":
      return Math.min(at + 1, rows.length - 1);
    case "ArrowUp":
      return Math.max(at - 1, 0);
    case "Home":
      return 0;
    case "End":
      return rows.length - 1;
    case "ArrowRight":
      return (rows[at + 1]?.depth ?? 0) > depth ? at + 1 : at;
    case "ArrowLeft":
      return Math.max(
        rows.findLastIndex((row, index) => index < at && row.depth < depth),
        depth === 0 ? at : 0,
      );
    default:
      return null;
  }
}
