// Who comes in a test run, and where they went. Pure.

import type { ScriptTrial } from "../api/types.ts";

/** Who comes, and when. */
export interface Visitor {
  readonly channel: "stream" | "outbox";
  readonly language: string;
  /** As `datetime-local` writes it; empty: now. */
  readonly at: string;
  readonly variables: readonly { readonly name: string; readonly value: string }[];
}

export const NOBODY: Visitor = { channel: "stream", language: "en", at: "", variables: [] };

/** Milliseconds since 1970; null: now. */
export function momentOf(at: string): number | null {
  const ms = at === "" ? Number.NaN : new Date(at).getTime();
  return Number.isNaN(ms) ? null : ms;
}

/** By name; what has none is left out. */
export function variablesOf({ variables }: Visitor): Record<string, string> {
  return Object.fromEntries(variables.filter(({ name }) => name.trim() !== "").map(({ name, value }) => [name.trim(), value]));
}

/** Objects that were left or are stood in, and `object exit` of each exit that was taken. */
export function litBy(trial: ScriptTrial | null): ReadonlySet<string> {
  if (trial === null) return new Set();
  const passed = trial.path.flatMap(({ object, exit }) => [object, `${object} ${exit}`]);
  return new Set(trial.at === null ? passed : [...passed, trial.at]);
}
