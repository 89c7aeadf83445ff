// How conversations go through a script's objects. Pure.

import type { ScriptObjectReport, ScriptReport } from "../api/types.ts";
import { exitsOf, type ScriptObject } from "./script.ts";

/** One object's figures. */
export interface Figures {
  readonly tag: string;
  readonly does: string | null;
  readonly entered: number;
  readonly here: number;
  readonly exits: readonly { readonly exit: string; readonly count: number; /** Of those who left, in percent. */ readonly percent: number }[];
}

/** Every object of the draft, in its order, then what only the report has. */
export function figuresOf(objects: readonly ScriptObject[], report: ScriptReport | null): readonly Figures[] {
  if (report === null) return [];
  const reported = new Map(report.objects.map((one) => [one.tag, one]));
  const drafted = objects.map((object) => figures(object.tag, object, reported.get(object.tag)));
  const tags = new Set(objects.map(({ tag }) => tag));
  return [...drafted, ...report.objects.filter(({ tag }) => !tags.has(tag)).map((one) => figures(one.tag, null, one))];
}

function figures(tag: string, object: ScriptObject | null, report: ScriptObjectReport | undefined): Figures {
  const counts = new Map(report?.exits.map(({ exit, count }) => [exit, count]) ?? []);
  const names = object === null ? [] : exitsOf(object).filter(({ to, required }) => required || to !== null).map(({ name }) => name);
  const all = [...new Set([...names, ...counts.keys()])];
  const left = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const exits = all.map((exit) => {
    const count = counts.get(exit) ?? 0;
    return { exit, count, percent: left === 0 ? 0 : Math.round((100 * count) / left) };
  });
  return { tag, does: object?.kind ?? report?.does ?? null, entered: report?.entered ?? 0, here: report?.here ?? 0, exits };
}

/** How many left each object by each exit: `object exit`. */
export function countsOf(report: ScriptReport | null): ReadonlyMap<string, number> {
  return new Map(report?.objects.flatMap(({ tag, exits }) => exits.map(({ exit, count }): [string, number] => [`${tag} ${exit}`, count])) ?? []);
}
