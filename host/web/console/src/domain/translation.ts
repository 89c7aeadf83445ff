// What is shown of a message that exists in two languages, and where its translation stands.

import type { ConversationTranslationView, OriginalView, TranslationFailureView, TranslationView } from "../api/types.ts";

/** A translation that has not come after so long is not on its way any more. */
export const LATE_MS = 15_000;

/** `original`: as the contact writes and reads it; `translated`: in the agent's language. */
export type Look = "original" | "translated" | "both";

export const LOOKS: readonly Look[] = ["original", "translated", "both"];

export function isLook(value: string | null | undefined): value is Look {
  return value === "original" || value === "translated" || value === "both";
}

export function nextLook(look: Look): Look {
  return LOOKS[(LOOKS.indexOf(look) + 1) % LOOKS.length] ?? "both";
}

/** One of the two texts of a message. */
export interface Wording {
  readonly text: string;
  /** BCP 47; null: not known. */
  readonly language: string | null;
}

/** Where the translation of a message stands. */
export type Mark =
  | { readonly kind: "none" }
  /** On its way. */
  | { readonly kind: "pending" }
  /** `engine` null: the agent's own words. */
  | { readonly kind: "done"; readonly engine: string | null; readonly edited: boolean }
  | { readonly kind: "failed"; readonly why: TranslationFailureView };

/** What a bubble shows: the text that counts, and the other one under it. */
export interface Shown {
  readonly main: Wording;
  readonly under: Wording | null;
  readonly mark: Mark;
}

/** The translation into the reader's language; else any, such as one for an earlier agent. */
export function translationFor(translations: readonly TranslationView[], reader: string | null): TranslationView | undefined {
  return translations.find(({ target }) => target === reader) ?? (reader === null ? translations[0] : undefined);
}

/** What the contact wrote. `ageMs`: how long ago; null where nothing is on its way any more. */
export function shownOfContact(
  text: string,
  translations: readonly TranslationView[],
  between: ConversationTranslationView | undefined,
  look: Look,
  ageMs: number | null,
): Shown {
  const found = translationFor(translations, between?.agent ?? null);
  const written: Wording = { text, language: found?.source ?? between?.contact ?? null };
  if (found === undefined) {
    const awaited = between?.mode === "on" && ageMs !== null && ageMs < LATE_MS && /\p{L}/u.test(text);
    return { main: written, under: null, mark: awaited ? { kind: "pending" } : { kind: "none" } };
  }
  if (found.text === null) return { main: written, under: null, mark: { kind: "failed", why: found.failure ?? "failed" } };
  const translated: Wording = { text: found.text, language: found.target };
  return { ...arranged(written, translated, look), mark: { kind: "done", engine: found.engine, edited: false } };
}

/** What an agent wrote; `text` is what the contact got. */
export function shownOfAgent(text: string, original: OriginalView | undefined, look: Look): Shown {
  if (original === undefined) return { main: { text, language: null }, under: null, mark: { kind: "none" } };
  const written: Wording = { text: original.text, language: original.source };
  if (original.failure !== undefined) return { main: written, under: null, mark: { kind: "failed", why: original.failure } };
  const got: Wording = { text, language: original.target };
  return { ...arranged(got, written, look), mark: { kind: "done", engine: original.engine, edited: original.edited } };
}

/** `theirs` in the contact's language, `ours` in the agent's. */
function arranged(theirs: Wording, ours: Wording, look: Look): { main: Wording; under: Wording | null } {
  if (look === "original") return { main: theirs, under: null };
  return { main: ours, under: look === "both" ? theirs : null };
}
