// The draft of a script that survives a reload, in this tab.

import type { Memory } from "../app/memory.ts";

export interface Kept {
  readonly text: string;
  /** The digest of what it was begun from; null: it is new. */
  readonly replaces: string | null;
}

export function kept(memory: Memory, name: string): Kept | null {
  const json = memory.read(name);
  if (json === null) return null;
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== "object" || value === null || !("text" in value) || typeof value.text !== "string") return null;
    const replaces = "replaces" in value && typeof value.replaces === "string" ? value.replaces : null;
    return { text: value.text, replaces };
  } catch {
    return null;
  }
}

/** Null forgets it. */
export function keep(memory: Memory, name: string, draft: Kept | null): void {
  memory.write(name, draft === null ? null : JSON.stringify(draft));
}
