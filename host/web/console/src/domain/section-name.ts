// What sections of the configuration are called. Pure.

import type { SectionKind } from "../api/sections.ts";

/** Whether a section may be called so. */
export const isName = (name: string): boolean => /^[a-z0-9][a-z0-9_-]{0,31}$/.test(name);

/** The text of a section under another name: its own heading and those of its inner tables. */
export function renamed(kind: SectionKind, text: string, from: string, to: string): string {
  return text.replaceAll(new RegExp(`^(\\s*\\[{1,2}\\s*${kind}\\s*\\.\\s*)("?)${from}\\2(?=\\s*[.\\]])`, "gm"), `$1${to}`);
}
