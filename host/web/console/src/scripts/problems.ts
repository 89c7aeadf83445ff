// What is wrong with a script, by the object that it is about. Pure.

import type { SectionProblem } from "../api/types.ts";
import type { Path } from "./script.ts";

/** A problem's place within its object. */
export interface Wrong {
  readonly path: Path;
  readonly problem: string;
}

/** The object that a problem is about, by its index, and the place in it; null: none is known. */
export function placeOf({ path }: SectionProblem): { readonly index: number; readonly path: Path } | null {
  const [list, index, ...rest] = path;
  return list === "objects" && typeof index === "number" ? { index, path: rest } : null;
}

export function wrongByObject(problems: readonly SectionProblem[]): ReadonlyMap<number, readonly Wrong[]> {
  const all = new Map<number, Wrong[]>();
  for (const problem of problems) {
    const place = placeOf(problem);
    if (place !== null) all.set(place.index, [...(all.get(place.index) ?? []), { path: place.path, problem: problem.problem }]);
  }
  return all;
}

/** What is wrong with a field, or with something in it. */
export function wrongAt(wrong: readonly Wrong[], path: Path): string | null {
  if (path.length === 0) return null;
  return wrong.find((one) => path.every((step, at) => one.path[at] === step))?.problem ?? null;
}
